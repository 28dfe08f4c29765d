// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.RawSequences.Asked;
import io.backflow.data.internal.raw.ReadSettings;
import io.backflow.data.internal.raw.ReadSettings.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TsFormatTest {

    @TempDir
    private Path folder;

    private RawSequences read(String text, Times times) throws IOException {
        ReadSettings settings =
                new ReadSettings(null, null, null, null, null, null, times, null, List.of(), List.of(), List.of());
        return new TsFormat().read(Files.writeString(folder.resolve("f.ts"), text), settings);
    }

    @Test
    void readsDimensionsLengthsMissingValuesAndClasses() throws IOException {
        RawSequences read = read("""
                # The first comment
                @ProblemName Toy
                @timestamps false
                @MISSING true
                @univariate False
                @dimensions 2
                @equalLength false
                @classLabel TRUE left right

                @DATA
                1,2,?:4,5,6:left
                # between
                7:NaN:right
                """, Times.IGNORE);

        assertThat(read.asked()).isEqualTo(Asked.LABEL);
        assertThat(read.classes()).containsExactly("left", "right");
        assertThat(read.features()).containsExactly("dimension 1", "dimension 2");
        RawSequence first = read.sequences().get(0);
        assertThat(first.values()).containsExactly(1, 4, 2, 5, Float.NaN, 6);
        assertThat(first.label()).isEqualTo("left");
        assertThat(first.place().line(2)).isEqualTo(11);
        assertThat(first.place().column(2, 0)).isEqualTo("dimension 1, value 3");
        assertThat(read.sequences().get(1).values()).containsExactly(7, Float.NaN);
    }

    @Test
    void readsTargets() throws IOException {
        RawSequences read = read("@univariate true\n@targetLabel true\n@data\n1,2:0.5\n3,4:-2e-1\n", Times.IGNORE);
        assertThat(read.asked()).isEqualTo(Asked.TARGETS);
        assertThat(read.sequences().get(1).targets()).containsExactly(-0.2f);
    }

    @Test
    void readsTimeStampsAsAnOrderOrAsSteps() throws IOException {
        String text = """
                @timeStamps true
                @classLabel true a b
                @data
                (2020-01-01 10:00:00,1),(2020-01-01 11:00:00,2),(2020-01-01 13:00:00,4):(0,5),(1,6),(3,8):a
                """;
        assertThat(read(text, Times.IGNORE).sequences().get(0).values()).containsExactly(1, 5, 2, 6, 4, 8);
        assertThat(read(text, Times.STEPS).sequences().get(0).values())
                .containsExactly(1, 5, 2, 6, Float.NaN, Float.NaN, 4, 8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "@univariate true;@classLabel true a b;@data;1,2:3,4:b => 4: the row has 2 dimensions, expected 1 since @univariate",
                "@dimension 3;@classLabel true a b;@data;1,2:3,4:b => 4: the row has 2 dimensions, expected 3 as @dimension says",
                "@classLabel true a b;@data;1,2:3,4:b;1,2:b => 4: the row has 1 dimension, expected 2 as in the rows before",
                "@classLabel true a b;@data;1,2:3:b => 3: dimension 2 has 1 values, dimension 1 has 2",
                "@classLabel true a b;@data;1,2:c => 3: the label 'c' is none of @classLabel's classes [a, b]",
                "@classLabel true a b;@data;1,2: => 3: the row ends with a colon, and has no label",
                "@classLabel true a b;@data;1,2 => 3: the row has no value before its label",
                "@equalLength true;@classLabel true a b;@data;1,2:a;1:b => 5: the sequence has 1 values, the first has 2, but",
                "@seriesLength 3;@classLabel true a b;@data;1,2:a => 4: the sequence has 2 values, @seriesLength says 3",
                "@missing false;@classLabel true a b;@data;1,?:a => 4: dimension 1, value 2 is missing, but @missing is false",
                "@classLabel true a b;@data;1,x:a => 3: dimension 1, value 2 must be a number, got 'x'",
                "@classLabel false;@data;(1,2),(2,3) => 3: dimension 1, value 1 must be a number, got '(1'; @timeStamps is false",
                "@timeStamps true;@classLabel false;@data;1,2 => 4: dimension 1, value 1 must be (time stamp,value), since",
                "@timeStamps true;@classLabel false;@data;(2,1),(1,2) => 4: time stamp 2 is not after the one before it",
                "@classLabel maybe;@data;1 => 1: @classLabel must be true or false, got 'maybe'",
                "@klassLabel true;@data;1 => 1: no tag of a .ts file: '@klassLabel'",
                "@classLabel true a a;@data;1:a => 2: @classLabel names a class twice: [a, a]",
                "@classLabel true a;@targetLabel true;@data;1:a => 3: @classLabel and @targetLabel cannot both be true",
                "@univariate true;@dimension 2;@data;1 => 3: @univariate is true, but @dimension is 2",
                "1,2,3:a => 1: before @data there are only tags",
            })
    void namesWhatDoesNotAgree(String text, String said) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> read(text.replace(';', '\n'), Times.IGNORE))
                .satisfies(failure -> assertThat(failure.getMessage()).contains("f.ts:" + said));
    }

    @Test
    void needsData() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> read("@univariate true\n", Times.IGNORE))
                .withMessageContaining("has no @data");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> read("@univariate true\n@data\n", Times.IGNORE))
                .withMessageContaining("has no sequence");
    }
}
