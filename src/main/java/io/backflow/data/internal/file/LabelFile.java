// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.RawSequences.Asked;
import io.backflow.data.internal.source.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Labels that stand in a file of their own: one a line, in the order of the sequences, or one line of numbers that says
 * how many sequences of class 1, 2 and on follow one another, as Japanese Vowels has.
 */
final class LabelFile {

    private LabelFile() {}

    /** Returns the file beside it that is called as that of Japanese Vowels is: {@code size_ae.train}. */
    static Optional<Path> beside(Path file) {
        Path sizes = file.resolveSibling("size_" + file.getFileName());
        return Files.isRegularFile(sizes) ? Optional.of(sizes) : Optional.empty();
    }

    /** Returns the sequences with the labels of the file. */
    static RawSequences label(RawSequences read, Path file) {
        if (read.asked() != Asked.NOTHING) {
            throw DataException.in(
                    file, "has labels for " + read.file() + ", which has some itself; label: none leaves those out");
        }
        int needed = read.sequences().size();
        List<String> labels = labels(file, needed);
        List<RawSequence> labelled = IntStream.range(0, needed)
                .mapToObj(i -> read.sequences().get(i).withLabel(labels.get(i)))
                .toList();
        Map<String, String> notes = new LinkedHashMap<>(read.notes());
        notes.put("label", "in " + file);
        return new RawSequences(
                read.file(),
                notes,
                read.features(),
                Asked.LABEL,
                List.of("label"),
                read.classes(),
                labelled,
                read.settings());
    }

    private static List<String> labels(Path file, int needed) {
        List<String> lines = TextFile.read(file).lines().toList();
        int last = lines.size();
        while (last > 0 && lines.get(last - 1).isBlank()) {
            last--;
        }
        List<String> given = lines.subList(0, last);
        if (given.size() == 1 && given.get(0).strip().matches("\\d{1,9}([ \\t,;]+\\d{1,9})+")) {
            return counted(file, given.get(0), needed);
        }
        if (given.size() != needed) {
            throw DataException.in(file, "has " + given.size() + " labels, one a line, for " + needed + " sequences");
        }
        int blank = IntStream.range(0, needed)
                .filter(i -> given.get(i).isBlank())
                .findFirst()
                .orElse(-1);
        if (blank >= 0) {
            throw DataException.at(file, blank + 1L, "the label is missing");
        }
        return given;
    }

    private static List<String> counted(Path file, String line, int needed) {
        List<String> labels = new ArrayList<>();
        String[] counts = line.strip().split("[ \\t,;]+");
        for (int i = 0; i < counts.length && labels.size() <= needed; i++) {
            String label = Integer.toString(i + 1);
            IntStream.range(0, Math.min(needed + 1, Integer.parseInt(counts[i])))
                    .forEach(ignored -> labels.add(label));
        }
        if (labels.size() != needed) {
            long sum = Arrays.stream(counts).mapToLong(Long::parseLong).sum();
            throw DataException.at(
                    file, 1, "the numbers of sequences of each class sum to " + sum + ", and there are " + needed);
        }
        return labels;
    }
}
