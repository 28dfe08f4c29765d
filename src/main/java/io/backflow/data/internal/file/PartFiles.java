// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.RawSequences.Asked;
import io.backflow.data.internal.raw.ReadSettings;
import io.backflow.data.internal.raw.SequenceFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of a data set, read.
 *
 * @param form what the training part was taken for
 * @param test null where it is to be set aside from the training part, as with validation
 */
record PartFiles(
        SequenceFormat form,
        String why,
        RawSequences training,
        @Nullable RawSequences validation,
        @Nullable RawSequences test) {

    /** A word of its own in a file's name. */
    private static final Pattern TRAIN =
            Pattern.compile("(|.*[^A-Za-z])(train)([^A-Za-z].*|)", Pattern.CASE_INSENSITIVE);

    static PartFiles read(SequencesConfig config) {
        String named = config.file() == null ? config.train() : config.file();
        if (named == null) {
            throw new IllegalStateException("the rules leave no data without a file");
        }
        Path path = Path.of(named);
        Formats.Taken taken = taken(path, config.form());
        ReadSettings settings = config.reading();
        RawSequences training = read(taken.format(), path, settings, config.labels());
        if (training.asked() == Asked.NOTHING) {
            requireNoOther(taken.format(), path, settings);
        }
        Path validation = config.validation() == null ? null : Path.of(config.validation());
        Path test = config.test() == null ? testBeside(path).orElse(null) : Path.of(config.test());
        return new PartFiles(
                taken.format(),
                taken.why(),
                training,
                validation == null
                        ? null
                        : alike(training, read(taken.format(), validation, settings, config.validationLabels())),
                test == null ? null : alike(training, read(taken.format(), test, settings, config.testLabels())));
    }

    /** Requires that what has no labels is not of a kind that another task forms its own questions of. */
    private static void requireNoOther(SequenceFormat format, Path path, ReadSettings settings) {
        Map<String, Object> task = format.ownTask(path, settings);
        if (!task.isEmpty()) {
            throw DataException.in(
                    path,
                    "is " + format.description() + ", which type: " + task.get("type")
                            + " reads; `backflow data FILE` prints such a task");
        }
    }

    /** Returns what a file is read as. */
    static Formats.Taken taken(Path path, String form) {
        Look look = Look.at(path);
        return form.equals(SequencesConfig.AUTO)
                ? Formats.of(look)
                : new Formats.Taken(Formats.find(form).orElseThrow(), "form says so");
    }

    /** Reads one file, and the labels that are in another one. */
    static RawSequences read(SequenceFormat format, Path path, ReadSettings settings, @Nullable String labels) {
        RawSequences read = format.read(path, settings);
        if (labels != null) {
            return LabelFile.label(read, Path.of(labels));
        }
        Optional<Path> beside = read.asked() == Asked.NOTHING ? LabelFile.beside(path) : Optional.empty();
        return beside.map(file -> LabelFile.label(read, file)).orElse(read);
    }

    /**
     * Returns the test part that is called as the training part is: {@code NAME_TEST.tsv} for {@code NAME_TRAIN.tsv}.
     */
    static Optional<Path> testBeside(Path training) {
        Matcher name = TRAIN.matcher(String.valueOf(training.getFileName()));
        if (!name.matches()) {
            return Optional.empty();
        }
        String word = name.group(2);
        String test = word.equals(word.toUpperCase(Locale.ROOT))
                ? "TEST"
                : Character.isUpperCase(word.charAt(0)) ? "Test" : "test";
        Path beside = training.resolveSibling(name.group(1) + test + name.group(3));
        return Files.exists(beside) ? Optional.of(beside) : Optional.empty();
    }

    private static RawSequences alike(RawSequences training, RawSequences other) {
        if (!training.features().equals(other.features())) {
            throw DataException.in(
                    other.file(),
                    "has the features " + other.features() + ", but the training part has " + training.features());
        }
        if (!training.targets().equals(other.targets())) {
            throw DataException.in(
                    other.file(),
                    "is asked for " + other.targets() + ", but the training part for " + training.targets());
        }
        return other;
    }
}
