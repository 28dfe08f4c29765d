// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.raw.ReadSettings;
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
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sequences of the user's own in one file, or in a file for each part; paths are relative to the working directory.
 * What is left out is found out by looking, which {@code backflow data FILE} shows.
 *
 * @param file the file, or a folder with a file for each sequence, of which some sequences are set aside for validation
 *     and test; beside {@code NAME_TRAIN.tsv} a {@code NAME_TEST.tsv} is the test part
 * @param train the training part, in place of {@code file}
 * @param validation the validation part; without it, some of the training sequences are set aside
 * @param test the test part; without it, some of the training sequences are set aside
 * @param form what the files are: {@code auto}, {@code rows} (one sequence a row), {@code long} (one time step a row
 *     and a column that says which sequence), {@code blocks} (one time step a row, an empty line or a row of ones
 *     between sequences), files (a folder with one file a sequence), {@code ts} (of the UEA and UCR archives)
 * @param delimiter the character between cells, {@code tab}, or {@code blank} for any run of blanks and tabs
 * @param decimal the character before decimals, {@code '.'} or {@code ','}
 * @param header whether the first line names the columns
 * @param id column that says to which sequence a row belongs, by name or by number from 0
 * @param time column of time stamps, by name or by number from 0
 * @param order {@code file}: the rows of a sequence are together and in the order of time; {@code sort}: they are
 *     gathered and sorted
 * @param times {@code ignore}: time stamps give an order only; {@code steps}: the smallest distance is one step, and
 *     steps that are not there have missing values
 * @param label column of the class, by name, by number from 0, {@code first}, {@code last} or {@code none}
 * @param targets columns of numbers to predict, by name or by number from 0
 * @param features columns of features, by name or by number from 0; all others if there are none
 * @param ignore columns to leave out, by name or by number from 0
 * @param labels file with the labels of {@code file} or {@code train}, one a line; or the number of sequences of class
 *     1, 2 and on in one line
 * @param validationLabels the same for {@code validation}
 * @param testLabels the same for {@code test}
 * @param classes the classes in the order of the outputs; without them those of the training part, sorted
 * @param missing what is done about missing values (empty, NA, NaN, ?, null): {@code fail}, {@code mask-step} (the step
 *     is left out), {@code carry-forward}, {@code interpolate} or {@code mean}
 * @param objective what is asked; without it, texts and whole numbers are classes, and other numbers are predicted
 * @param standardise whether features are brought to mean 0 and standard deviation 1 by what the training part has
 * @param validationFraction share of the sequences, used where there is no validation part
 * @param testFraction share of the sequences, used where there is no test part
 */
@TypeName("sequences")
public record SequencesConfig(
        @Nullable String file,
        @Nullable String train,
        @Nullable String validation,
        @Nullable String test,
        @Default("auto") String form,
        @Nullable String delimiter,
        @Nullable String decimal,
        @Nullable Boolean header,
        @Nullable String id,
        @Nullable String time,
        @Default("file") ReadSettings.Order order,
        @Default("ignore") ReadSettings.Times times,
        @Nullable String label,
        @Default("[]") List<String> targets,
        @Default("[]") List<String> features,
        @Default("[]") List<String> ignore,
        @Nullable String labels,
        @Nullable String validationLabels,
        @Nullable String testLabels,
        @Default("[]") List<String> classes,
        @Default("fail") Missing missing,
        SequenceData.@Nullable Objective objective,
        @Default("true") boolean standardise,
        @Default("0.1") double validationFraction,
        @Default("0.1") double testFraction)
        implements DataConfig {

    /** The form that is found out by looking. */
    static final String AUTO = "auto";

    private static final Map<String, Character> DELIMITER_NAMES = Map.of("tab", '\t', "blank", ' ');

    /** Checks what can be checked without the files. */
    public SequencesConfig {
        targets = List.copyOf(targets);
        features = List.copyOf(features);
        ignore = List.copyOf(ignore);
        classes = List.copyOf(classes);
        Rules rules = new Rules()
                .require(
                        (file == null) != (train == null),
                        "file",
                        "or train must name the training sequences, and not both",
                        file == null ? "neither" : "file " + file + " and train " + train);
        List<String> forms = new ArrayList<>(List.of(AUTO));
        forms.addAll(Formats.names());
        rules.require(forms.contains(form), "form", "must be one of " + forms, "'" + form + "'");
        checkText(rules, delimiter, decimal);
        checkAsked(rules, label, targets, labels, classes, objective);
        FileSettings.path(rules, "file", file);
        FileSettings.path(rules, "train", train);
        FileSettings.path(rules, "validation", validation);
        FileSettings.path(rules, "test", test);
        FileSettings.path(rules, "labels", labels);
        FileSettings.path(rules, "validationLabels", validationLabels);
        FileSettings.path(rules, "testLabels", testLabels);
        rules.require(
                validationLabels == null || validation != null,
                "validationLabels",
                "must be left out where there is no validation part",
                String.valueOf(validationLabels));
        rules.require(
                times == ReadSettings.Times.IGNORE || missing != Missing.FAIL,
                "missing",
                "must not be fail where times: steps makes missing values",
                "fail");
        Limits.fractions(rules, validationFraction, testFraction);
        rules.enforce();
    }

    private static void checkText(Rules rules, @Nullable String delimiter, @Nullable String decimal) {
        if (delimiter != null) {
            rules.require(
                    DELIMITER_NAMES.containsKey(delimiter)
                            || (delimiter.length() == 1 && !"\"\n\r#".contains(delimiter)),
                    "delimiter",
                    "must be one character, tab or blank",
                    '"' + delimiter + '"');
        }
        if (decimal != null) {
            rules.require(
                    decimal.equals(".") || decimal.equals(","), "decimal", "must be '.' or ','", "'" + decimal + "'");
            rules.require(!decimal.equals(delimiter), "decimal", "must not be the delimiter too", "'" + decimal + "'");
        }
    }

    private static void checkAsked(
            Rules rules,
            @Nullable String label,
            List<String> targets,
            @Nullable String labels,
            List<String> classes,
            SequenceData.@Nullable Objective objective) {
        rules.require(
                label == null || label.equals("none") || targets.isEmpty(),
                "label",
                "must be left out where there are targets",
                "'" + label + "' and " + targets);
        rules.require(
                labels == null || targets.isEmpty(), "labels", "must be left out where there are targets", "" + labels);
        if (!classes.isEmpty()) {
            rules.distinct("classes", classes)
                    .require(classes.size() >= 2, "classes", "must have at least two elements", classes)
                    .require(
                            objective == null || objective.classifies(),
                            "classes",
                            "must be left out of a regression",
                            classes);
        }
        rules.require(
                targets.isEmpty() || objective == null || !objective.classifies(),
                "targets",
                "are numbers to predict; a classification has its label: COLUMN",
                targets);
        if (!targets.isEmpty()) {
            rules.distinct("targets", targets);
        }
    }

    @Override
    public boolean everyStep() {
        return objective != null && objective.everyStep();
    }

    @Override
    public Map<String, List<Path>> files(DataEnvironment environment) {
        Map<String, @Nullable Path> named = new LinkedHashMap<>();
        named.put("file", path(file));
        named.put("train", path(train));
        named.put("validation", path(validation));
        named.put("test", path(test));
        named.put("labels", path(labels));
        named.put("validationLabels", path(validationLabels));
        named.put("testLabels", path(testLabels));
        Map<String, List<Path>> files = new LinkedHashMap<>();
        FileSettings.named(named).forEach((name, all) -> {
            List<Path> withOthers = new ArrayList<>(all);
            beside(all.get(0)).forEach(withOthers::add);
            files.put(name, withOthers);
        });
        return files;
    }

    private static @Nullable Path path(@Nullable String named) {
        return named == null ? null : Path.of(named);
    }

    /** Returns what is read beside a file because of its name. */
    private static Stream<Path> beside(Path file) {
        Optional<Path> test = PartFiles.testBeside(file);
        return Stream.of(test, LabelFile.beside(file), test.flatMap(LabelFile::beside))
                .flatMap(Optional::stream);
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        return SequencesData.load(this);
    }

    /** Returns what is said about the files themselves. */
    ReadSettings reading() {
        return new ReadSettings(
                delimiter == null ? null : DELIMITER_NAMES.getOrDefault(delimiter, delimiter.charAt(0)),
                decimal == null ? null : decimal.charAt(0),
                header,
                id,
                time,
                order,
                times,
                label,
                targets,
                features,
                ignore);
    }
}
