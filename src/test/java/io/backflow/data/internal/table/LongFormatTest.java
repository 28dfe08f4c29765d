// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.ReadSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LongFormatTest {

    @TempDir
    private Path folder;

    /** Against a reader of three lines that knows nothing of speed. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void agreesWithANaiveReader(long seed) throws IOException {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (int id = 0; id < 50; id++) {
            for (int t = 0; t <= random.nextInt(40); t++) {
                lines.add("case %d,%d,%s,\"%s\",l%d"
                        .formatted(id, t, random.nextGaussian(), random.nextFloat() * 1e6f, id % 3));
            }
        }
        Path file = folder.resolve("f.csv");
        Files.writeString(file, "id,time,a,b,label\r\n" + String.join("\r\n", lines));

        Map<String, List<Float>> naive = new LinkedHashMap<>();
        for (String line : lines) {
            String[] cells = line.replace("\"", "").split(",", -1);
            List<Float> values = naive.computeIfAbsent(cells[0], none -> new ArrayList<>());
            values.add(Float.parseFloat(cells[2]));
            values.add(Float.parseFloat(cells[3]));
        }
        RawSequences read = new LongFormat().read(file, ReadSettings.NONE);
        assertThat(read.features()).containsExactly("a", "b");
        assertThat(read.sequences()).hasSize(naive.size());
        for (RawSequence sequence : read.sequences()) {
            List<Float> values = new ArrayList<>();
            for (float value : sequence.values()) {
                values.add(value);
            }
            assertThat(values).as(sequence.name()).isEqualTo(naive.get(sequence.name()));
        }
        RawSequence last = read.sequences().get(49);
        assertThat(last.place().line(last.steps() - 1)).isEqualTo(lines.size() + 1L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "1\\t0.5\\t2 => tab . false 3",
                "a,0.5,2 => comma . false 3",
                "0,5;1,25;x => semicolon , false 3",
                "1|2|3 => bar . false 3",
                "'  1.0e+00   2.5   3' => blank . false 3",
                "x,y,z\\n1,2,3 => comma . true 3",
                "class\\t0\\t1\\t2\\nup\\t1.5\\t1\\t2 => tab . true 4",
                "'a, 1, 2\\nb, 3, 4' => comma . false 3",
                "'\"1,5\",\"2,5\"' => comma , false 2",
                "1;2\\n# a comment, with commas, two\\n3;4 => semicolon . false 2",
            })
    void findsOutHowAFileIsWritten(String text, String said) throws IOException {
        Path file =
                Files.writeString(folder.resolve("f"), text.replace("\\n", "\n").replace("\\t", "\t"));
        Dialect dialect = DialectSniffer.sniff(Look.at(file), ReadSettings.NONE);
        assertThat("%s %s %s %d"
                        .formatted(
                                Dialect.name(dialect.delimiter()),
                                dialect.decimal(),
                                dialect.header(),
                                dialect.columns().size()))
                .isEqualTo(said);
    }

    @Test
    void labelsInRowsAreFoundAtEitherEnd() throws IOException {
        assertThat(label("cat,1,2\ndog,3,4\n")).isEqualTo("in the first column");
        assertThat(label("1,2,cat\n3,4,dog\n")).isEqualTo("in the last column");
        assertThat(label("0.5,2,1\n0.7,4,2\n1.5,1,1\n")).isEqualTo("in the last column");
        assertThat(label("1,0.5,2.5\n2,0.7,4\n1,1.5,1.5\n")).isEqualTo("in the first column");
        assertThat(label("0.1,0.5,2.5\n0.2,0.7,4\n0.3,1.5,1.5\n")).isEqualTo("none");
        assertThat(label("t0,t1,t2,class\n1,2,3,7\n4,5,6,8\n")).isEqualTo("in the last column");
    }

    private String label(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("f"), text);
        assertThat(new RowsFormat().recognises(Look.at(file))).isPresent();
        return String.valueOf(
                new RowsFormat().read(file, ReadSettings.NONE).notes().get("label"));
    }
}
