// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.data.DataConfig;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.csv.CsvConfig;
import io.backflow.data.internal.task.AddingConfig;
import io.backflow.data.internal.task.AddingTask.Variant;
import io.backflow.data.internal.task.CopyConfig;
import io.backflow.data.internal.task.TemporalOrderConfig;
import io.backflow.data.internal.text.TextConfig;
import io.backflow.setting.Catalogue;
import io.backflow.setting.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TasksTest {

    @Test
    void thePageNamesEveryTask() throws IOException {
        String row = Files.readAllLines(Path.of("docs", "train-and-compare.md")).stream()
                .filter(line -> line.startsWith("| `task` |"))
                .findFirst()
                .orElseThrow();

        assertThat(Catalogue.of(DataConfig.class).names())
                .contains("temporal-order", "csv")
                .allSatisfy(name -> assertThat(row).contains("`" + name + "`"));
    }

    @Test
    void boundsTheTasks() {
        refuses(() -> new TemporalOrderConfig(9, 2, 1, 1), "length must be between 10 and 1000000, got 9");
        refuses(() -> new TemporalOrderConfig(10, 4, 1, 1), "symbols must be between 2 and 3, got 4");
        refuses(
                () -> new TemporalOrderConfig(10, 2, 0, 0),
                "validationSequences must be between 1 and 10000000, got 0; "
                        + "testSequences must be between 1 and 10000000, got 0");
        refuses(
                () -> new CopyConfig(0, 0, 1, 0, 1),
                "blanks must be between 1 and 1000000, got 0; symbols must be between 1 and 1000, got 0; "
                        + "values must be between 2 and 1000, got 1; "
                        + "validationSequences must be between 1 and 10000000, got 0");
        refuses(() -> new AddingConfig(1, Variant.TCN, 1, 1), "length must be between 2 and 1000000, got 1");
    }

    @Test
    void needsExactlyOneText() {
        refuses(() -> text(null, null), "file or dataset must name the text, and not both, got neither");
        refuses(
                () -> text("a.txt", "tinyshakespeare"),
                "file or dataset must name the text, and not both, got file a.txt and dataset tinyshakespeare");
        refuses(() -> text(null, "hugeshakespeare"), "dataset must be one of [tinyshakespeare], got 'hugeshakespeare'");
        refuses(() -> text(" ", null), "file must not be blank, got \" \"");
    }

    @Test
    void leavesEveryPartOfATextSomething() {
        refuses(
                () -> new TextConfig("a.txt", null, 0, .5, .5),
                "sequenceLength must be between 1 and 1000000, got 0; "
                        + "validationFraction and testFraction must leave something for training, got 0.5 and 0.5");
        refuses(
                () -> new TextConfig("a.txt", null, 10, Double.NaN, 0),
                "validationFraction must be a finite number > 0, got NaN; "
                        + "testFraction must be a finite number > 0, got 0.0");
    }

    @Test
    void needsClassesForAClassificationAndNoneForARegression() {
        refuses(
                () -> csv(SequenceData.Objective.CLASSIFY_STEPS, List.of("y"), 0, List.of()),
                "classes must be at least 2, or classNames given instead, got 0 and []");
        refuses(
                () -> csv(SequenceData.Objective.CLASSIFY_STEPS, List.of("y"), 2, List.of("a", "b")),
                "classes must be at least 2, or classNames given instead, got 2 and [a, b]");
        refuses(
                () -> csv(SequenceData.Objective.CLASSIFY_STEPS, List.of("y"), 0, List.of("a", "a")),
                "classNames must not repeat an element, got [a, a]");
        refuses(
                () -> csv(SequenceData.Objective.CLASSIFY_STEPS, List.of("y"), 0, List.of("a")),
                "classNames must have at least two elements, got [a]");
        refuses(
                () -> csv(SequenceData.Objective.CLASSIFY_SEQUENCE, List.of("y", "z"), 2, List.of()),
                "targets must be one column for classification, got [y, z]");
        refuses(
                () -> csv(SequenceData.Objective.REGRESS_STEPS, List.of("y"), 2, List.of()),
                "classes and classNames must be left out of a regression, got 2 and []");
        refuses(
                () -> csv(SequenceData.Objective.REGRESS_STEPS, List.of(), 0, List.of()),
                "targets must have at least one element, got []");
        assertThat(csv(SequenceData.Objective.REGRESS_STEPS, List.of("y", "z"), 0, List.of())
                        .targets())
                .hasSize(2);
    }

    @Test
    void needsADelimiterOfOneCharacterAndNamesThatFilesCanHave() {
        refuses(() -> csv("data", "*.csv", ", "), "delimiter must be one character, got \", \"");
        refuses(() -> csv("data", "[", ","), "files must be a pattern such as *.csv, got \"[\"");
        refuses(() -> csv("a\0b", "*.csv", ","), "train must be a path, got \"a\0b\"");
        refuses(() -> csv("", "*.csv", ","), "train must not be blank, got \"\"");
        refuses(() -> text("a\0b", null), "file must be a path, got \"a\0b\"");
    }

    private static TextConfig text(@Nullable String file, @Nullable String dataset) {
        return new TextConfig(file, dataset, 50, .05, .05);
    }

    private static CsvConfig csv(
            SequenceData.Objective objective, List<String> targets, int classes, List<String> classNames) {
        return new CsvConfig(
                "data",
                null,
                null,
                "*.csv",
                .1,
                .1,
                objective,
                true,
                ",",
                targets,
                List.of(),
                classes,
                classNames,
                true);
    }

    private static CsvConfig csv(String train, String files, String delimiter) {
        return new CsvConfig(
                train,
                null,
                null,
                files,
                .1,
                .1,
                SequenceData.Objective.REGRESS_STEPS,
                true,
                delimiter,
                List.of("y"),
                List.of(),
                0,
                List.of(),
                true);
    }

    private static void refuses(ThrowingCallable construction, String message) {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(construction)
                .withMessage(message);
    }
}
