// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.csv;

import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.rule.FileSettings;
import io.backflow.data.internal.rule.Limits;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Sequences of the user's own: one CSV file each, a row for every time step, features and targets side by side. Folders
 * are relative to the working directory.
 *
 * @param train folder of the training files
 * @param validation folder of the validation files; without it, some of the training files are set aside
 * @param test folder of the test files; without it, some of the training files are set aside
 * @param files which files of a folder are read, as a glob
 * @param validationFraction share of the training files to set aside for validation
 * @param testFraction share of the training files to set aside for test
 * @param objective what is asked; of a whole sequence, the target stands the same in every row
 * @param header whether the first line names the columns
 * @param delimiter the character between two cells
 * @param targets target columns, by header name or by number from 0; exactly one for classification
 * @param ignore columns that are neither features nor targets, by header name or by number from 0
 * @param classes number of classes, where the cells have class numbers from 0
 * @param classNames names of the classes, where the cells have these
 * @param standardise whether features are brought to mean 0 and standard deviation 1, by the training part's values
 */
@TypeName("csv")
public record CsvConfig(
        String train,
        @Nullable String validation,
        @Nullable String test,
        @Default("'*.csv'") String files,
        @Default("0.1") double validationFraction,
        @Default("0.1") double testFraction,
        SequenceData.Objective objective,
        @Default("false") boolean header,
        @Default("','") String delimiter,
        List<String> targets,
        @Default("[]") List<String> ignore,
        @Default("0") int classes,
        @Default("[]") List<String> classNames,
        @Default("true") boolean standardise)
        implements DataConfig {

    private static final int MAX_CLASSES = 100_000;

    /** Checks what can be checked without the files. */
    public CsvConfig {
        targets = List.copyOf(targets);
        ignore = List.copyOf(ignore);
        classNames = List.copyOf(classNames);
        Rules rules = new Rules()
                .require(delimiter.length() == 1, "delimiter", "must be one character", '"' + delimiter + '"')
                .distinct("targets", targets)
                .between("classes", classes, 0, MAX_CLASSES);
        Limits.fractions(rules, validationFraction, testFraction);
        FileSettings.path(rules, "train", train);
        FileSettings.path(rules, "validation", validation);
        FileSettings.path(rules, "test", test);
        FileSettings.glob(rules, "files", files);
        if (objective.classifies()) {
            checkClasses(rules, targets, classes, classNames);
        } else {
            rules.require(
                    classes == 0 && classNames.isEmpty(),
                    "classes",
                    "and classNames must be left out of a regression",
                    classes + " and " + classNames);
        }
        rules.enforce();
    }

    @Override
    public boolean everyStep() {
        return objective.everyStep();
    }

    @Override
    public Map<String, List<Path>> files(DataEnvironment environment) {
        Map<String, @Nullable Path> named = new LinkedHashMap<>();
        named.put("train", Path.of(train));
        named.put("validation", path(validation));
        named.put("test", path(test));
        return FileSettings.named(named);
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        CsvSource source =
                new CsvSource(Path.of(train), path(validation), path(test), files, validationFraction, testFraction);
        return CsvData.load(source, layout(), standardise);
    }

    private CsvLayout layout() {
        boolean numbered = classNames.isEmpty();
        List<String> names = numbered
                ? IntStream.range(0, classes).mapToObj(Integer::toString).toList()
                : classNames;
        return new CsvLayout(objective, header, delimiter.charAt(0), targets, ignore, names, numbered);
    }

    /** Returns what the cells of new files mean. */
    CsvLayout layout(boolean labelled, List<String> ignored) {
        List<String> leftOut = new ArrayList<>(ignore);
        leftOut.addAll(ignored);
        CsvLayout own = layout();
        return new CsvLayout(
                objective,
                header,
                own.delimiter(),
                labelled ? targets : List.of(),
                leftOut,
                own.classes(),
                own.numberedClasses());
    }

    private static @Nullable Path path(@Nullable String folder) {
        return folder == null ? null : Path.of(folder);
    }

    private static void checkClasses(Rules rules, List<String> targets, int classes, List<String> classNames) {
        rules.require(targets.size() == 1, "targets", "must be one column for classification", targets);
        rules.require(
                (classes >= 2) != !classNames.isEmpty(),
                "classes",
                "must be at least 2, or classNames given instead",
                classes + " and " + classNames);
        if (!classNames.isEmpty()) {
            rules.distinct("classNames", classNames)
                    .require(classNames.size() >= 2, "classNames", "must have at least two elements", classNames);
        }
    }
}
