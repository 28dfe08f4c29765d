// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

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

/** What a look at a file of sequences shows a person, and the task that reads it. */
public final class FileReport {

    private final SequenceFormat format;
    private final String why;
    private final RawSequences training;
    private final @Nullable RawSequences test;
    private final Proposal proposal;

    private FileReport(
            SequenceFormat format, String why, RawSequences training, @Nullable RawSequences test, Proposal proposal) {
        this.format = format;
        this.why = why;
        this.training = training;
        this.test = test;
        this.proposal = proposal;
    }

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
        Formats.Taken taken = PartFiles.taken(file, form);
        RawSequences training = PartFiles.read(taken.format(), file, settings, labels);
        Map<String, Object> own = taken.format().ownTask(file);
        Optional<Path> beside = test == null && own.isEmpty() ? PartFiles.testBeside(file) : Optional.ofNullable(test);
        RawSequences held = beside.map(path -> PartFiles.read(taken.format(), path, settings, null))
                .orElse(null);
        Proposal proposal = Proposal.of(file, taken.format(), training, held, settings, labels, test);
        return new FileReport(taken.format(), taken.why(), training, held, proposal);
    }

    /** Returns the task that reads the file. */
    public Proposal proposal() {
        return proposal;
    }

    /** Returns the first line: what the file was taken for, and why. */
    public String title() {
        return training.file() + ": " + format.description() + " (form: " + format.name() + "), since " + why;
    }

    /** Returns what there is to say, by what it is about, in the order in which to say it. */
    public Map<String, String> lines() {
        Map<String, String> lines = new LinkedHashMap<>(training.notes());
        part(training, lines);
        RawSequences held = test;
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
