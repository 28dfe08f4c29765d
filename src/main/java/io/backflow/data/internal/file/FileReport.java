// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.ReadSettings;
import io.backflow.data.internal.raw.SequenceFormat;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a file of sequences or text shows a person, and the task that reads it.
 *
 * @param title the first line: what the file was taken for, and why
 * @param lines what there is to say, by what it is about, in the order in which to say it
 * @param proposal the task that reads the file
 */
public record FileReport(String title, Map<String, String> lines, Proposal proposal) {

    /**
     * Reads a file, and the test part beside it.
     *
     * @param form what it is; {@code auto} to find out
     * @param settings what is said about it
     * @param labels file with its labels
     * @param test the test part, where it is not beside the file under the usual name
     * @throws io.backflow.data.DataException naming the first thing wrong
     */
    public static FileReport of(
            Path file, String form, ReadSettings settings, @Nullable String labels, @Nullable Path test) {
        boolean asText = form.equals(SequencesConfig.AUTO) && labels == null && settings.equals(ReadSettings.NONE);
        return (asText ? text(file, test) : Optional.<FileReport>empty())
                .orElseGet(() -> sequences(file, PartFiles.taken(file, form), settings, labels, test));
    }

    /** Returns what a text shows; empty if the file is none, or some sequences have that form. */
    private static Optional<FileReport> text(Path file, @Nullable Path test) {
        Look look = Look.at(file);
        Optional<TextForms.Taken> labelled = TextForms.labelled(look);
        if (labelled.isPresent()) {
            return text(file, labelled.get(), test);
        }
        try {
            Formats.of(look);
            return Optional.empty();
        } catch (DataException noSequences) {
            return TextForms.other(look).flatMap(taken -> text(file, taken, test));
        }
    }

    /** Says nothing if a test part was named and the form has none of its own. */
    private static Optional<FileReport> text(Path file, TextForms.Taken taken, @Nullable Path test) {
        Optional<Path> beside = test == null ? PartFiles.testBeside(file) : Optional.of(test);
        Map<String, String> ofTest =
                beside.map(path -> taken.format().ofTest(file, path)).orElse(Map.of());
        if (test != null && ofTest.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> lines = new LinkedHashMap<>(taken.format().lines(file));
        lines.putAll(ofTest);
        Map<String, Object> task = taken.format().task(file);
        if (!ofTest.isEmpty()) {
            beside.ifPresent(path -> task.put("test", path.toString()));
        }
        return Optional.of(new FileReport(
                file + ": " + taken.format().description() + " (type: " + task.get("type") + "), since " + taken.why(),
                lines,
                new Proposal(task, Optional.empty(), Map.of())));
    }

    private static FileReport sequences(
            Path file, Formats.Taken taken, ReadSettings settings, @Nullable String labels, @Nullable Path test) {
        SequenceFormat format = taken.format();
        RawSequences training = PartFiles.read(format, file, settings, labels);
        Map<String, Object> own = format.ownTask(file, settings);
        Optional<Path> beside = test == null && own.isEmpty() ? PartFiles.testBeside(file) : Optional.ofNullable(test);
        RawSequences held =
                beside.map(path -> PartFiles.read(format, path, settings, null)).orElse(null);
        return new FileReport(
                training.file() + ": " + format.description() + " (form: " + format.name() + "), since " + taken.why(),
                lines(training, held),
                Proposal.of(file, format, training, held, settings, labels, test));
    }

    private static Map<String, String> lines(RawSequences training, @Nullable RawSequences held) {
        Map<String, String> lines = new LinkedHashMap<>(training.notes());
        part(training, lines);
        if (held != null) {
            Map<String, String> ofTest = new LinkedHashMap<>();
            part(held, ofTest);
            lines.put("test part", held.file().toString());
            ofTest.remove("features");
            ofTest.forEach((about, text) -> lines.put("test " + about, text));
            lines.put("in both parts", Duplicates.between(training.sequences(), held.sequences()));
        }
        lines.put("duplicates", Duplicates.within(training.sequences()));
        return lines;
    }

    private static void part(RawSequences part, Map<String, String> lines) {
        List<RawSequence> sequences = part.sequences();
        lines.put("sequences", String.format(Locale.ROOT, "%,d", sequences.size()));
        lines.put("lengths", Statistics.lengths(sequences));
        lines.put("features", Statistics.features(part));
        lines.put("constant", Statistics.constant(part));
        lines.put("missing values", Statistics.missing(sequences));
        Statistics.asked(part).forEach(lines::put);
    }
}
