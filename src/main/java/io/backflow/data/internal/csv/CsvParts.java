// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.csv;

import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.sequence.ContentDigest;
import io.backflow.data.internal.sequence.Partition;
import io.backflow.data.internal.source.TextFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads the folders of one data set into its three parts. */
final class CsvParts {

    private final CsvSource source;
    private final SequenceData.Objective objective;
    private final CsvReader reader;
    private final ContentDigest digest = new ContentDigest();

    CsvParts(CsvSource source, CsvLayout layout) {
        this.source = source;
        this.objective = layout.objective();
        this.reader = new CsvReader(layout);
    }

    /** Reads all files; afterwards {@link #columns()} and {@link #sha256()} describe them. */
    Partition<CsvSequence> read() {
        List<CsvSequence> own = folder(source.training());
        if (own.size() < 2) {
            throw DataException.in(source.training(), "only one sequence; training needs at least two");
        }
        Partition<CsvSequence> parts = partition(own, objective == SequenceData.Objective.CLASSIFY_SEQUENCE);
        if (incomplete(parts)) {
            parts = partition(own, false); // classes of one or two sequences each have nothing to set aside
        }
        if (incomplete(parts)) {
            throw DataException.in(
                    source.training(),
                    "too few sequences, " + own.size()
                            + ", to set some aside for validation and test; add some, or name folders for those");
        }
        Path validation = source.validation();
        Path test = source.test();
        return new Partition<>(
                parts.training(),
                validation == null ? parts.validation() : folder(validation),
                test == null ? parts.test() : folder(test));
    }

    Columns columns() {
        return reader.columns();
    }

    /** Returns the SHA-256 of the names and texts of all files in the order in which they were read. */
    String sha256() {
        return digest.hex();
    }

    private Partition<CsvSequence> partition(List<CsvSequence> sequences, boolean byClass) {
        return Partition.of(
                sequences,
                CsvSequence::name,
                sequence -> byClass ? Float.toString(sequence.target(0, 0)) : "",
                source.validation() == null ? source.validationFraction() : 0,
                source.test() == null ? source.testFraction() : 0);
    }

    private boolean incomplete(Partition<CsvSequence> parts) {
        return parts.training().size() < 2
                || (source.validation() == null && parts.validation().isEmpty())
                || (source.test() == null && parts.test().isEmpty());
    }

    private List<CsvSequence> folder(Path folder) {
        List<Path> files = files(folder, source.pattern());
        List<CsvSequence> sequences = new ArrayList<>();
        for (Path file : files) {
            String text = TextFile.read(file);
            digest.add(file.getFileName().toString()).add(text);
            sequences.add(reader.read(file, text));
        }
        return sequences;
    }

    /** Returns the files of a folder that match, in the order of their names. */
    static List<Path> files(Path folder, String pattern) {
        if (!Files.isDirectory(folder)) {
            throw DataException.in(folder, Files.exists(folder) ? "is a file, a folder is needed" : "no such folder");
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> matches = Files.newDirectoryStream(folder, pattern)) {
            matches.forEach(files::add);
        } catch (IOException | DirectoryIteratorException failure) {
            throw new DataException(folder + ": the folder cannot be listed", failure);
        }
        if (files.isEmpty()) {
            throw DataException.in(folder, "the folder has no file that matches " + pattern);
        }
        files.sort(Comparator.comparing(file -> file.getFileName().toString()));
        return files;
    }
}
