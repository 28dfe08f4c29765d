// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.document;

import io.backflow.data.DataEnvironment;
import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.sequence.Partition;
import io.backflow.data.internal.source.TextFile;
import io.backflow.data.internal.source.Utf8Text;
import io.backflow.data.internal.text.TextFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the files of labelled texts and splits them. */
final class DocumentReader {

    private static final Logger LOG = LoggerFactory.getLogger(DocumentReader.class);

    private final DocumentsConfig config;

    DocumentReader(DocumentsConfig config) {
        this.config = config;
    }

    /** @throws DataException if a file cannot be had, or a line has no label or no text */
    SequenceData data(DataEnvironment environment) {
        List<Document> all = read(TextFiles.resolve(config.train(), environment));
        List<Document> validation = given(config.validation(), environment);
        List<Document> test = given(config.test(), environment);
        boolean cut = validation == null || test == null;
        List<Document> distinct = cut ? distinct(all) : all;
        Partition<Document> split = Partition.of(
                distinct,
                Document::text,
                Document::label,
                validation == null ? config.validationFraction() : 0,
                test == null ? config.testFraction() : 0);
        List<Document> training = cut ? split.training() : all;
        List<Document> tested = test == null ? split.test() : test;
        DocumentData data =
                new DocumentData(config, training, validation == null ? split.validation() : validation, tested);
        SameTexts.between(training, tested)
                .ifPresent(said -> LOG.warn("{}: of the test part {}", config.train(), said));
        return data.open(all.size() - distinct.size());
    }

    /**
     * Returns the texts to train on, before any split.
     *
     * @throws DataException naming the first line that has no label or no text
     */
    static List<Document> documents(DocumentsConfig config) {
        return new DocumentReader(config).read(Path.of(config.train()));
    }

    /**
     * Returns the texts of a file whose lines have labels or not, or of a folder with a file for each class.
     *
     * @param labelled whether lines that are not in a folder have labels
     */
    static List<Document> newDocuments(DocumentsConfig config, Path path, boolean labelled) {
        DocumentReader reader = new DocumentReader(config);
        if (!Files.isDirectory(path)) {
            return reader.lines(path, labelled ? null : "");
        }
        List<Document> all = new ArrayList<>();
        TextFiles.of(path).forEach(file -> all.addAll(reader.lines(file, labelled ? withoutSuffix(file) : "")));
        if (all.isEmpty()) {
            throw DataException.in(path, "the folder has no files");
        }
        return all;
    }

    private @Nullable List<Document> given(@Nullable String path, DataEnvironment environment) {
        return path == null ? null : read(TextFiles.resolve(path, environment));
    }

    /** One text under one label is one sequence, so that none is in two parts. */
    private static List<Document> distinct(List<Document> documents) {
        Set<List<String>> seen = new HashSet<>();
        return documents.stream()
                .filter(document -> seen.add(List.of(document.label(), document.text())))
                .toList();
    }

    private List<Document> read(Path path) {
        if (!Files.isDirectory(path)) {
            return lines(path, null);
        }
        List<Path> files = TextFiles.of(path);
        if (files.size() < 2) {
            throw DataException.in(path, "must have a file for each of at least two classes, and has " + files.size());
        }
        List<Document> all = new ArrayList<>();
        files.forEach(file -> all.addAll(lines(file, withoutSuffix(file))));
        return all;
    }

    private static String withoutSuffix(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** @param label of every line of the file; null if each line has its own */
    private List<Document> lines(Path file, @Nullable String label) {
        Utf8Text text =
                config.encoding() == DocumentsConfig.Encoding.UTF_8 ? TextFile.utf8(file) : TextFile.latin1(file);
        List<Document> documents = new ArrayList<>();
        long number = 0;
        for (String line : (Iterable<String>) text.toString().lines()::iterator) {
            number++;
            if (!line.isBlank()) {
                documents.add(
                        label == null ? labelled(file, number, line) : new Document(label, line.strip(), file, number));
            }
        }
        if (documents.isEmpty()) {
            throw DataException.in(file, "has no text");
        }
        return documents;
    }

    private Document labelled(Path file, long number, String line) {
        String whole = line.strip();
        boolean first = config.label() == DocumentsConfig.Label.FIRST;
        int from;
        int to;
        String separator = config.separator();
        if (separator == null) {
            from = boundary(whole, first);
            to = from;
        } else {
            from = first ? whole.indexOf(separator) : whole.lastIndexOf(separator);
            to = from + separator.length();
        }
        if (from < 0) {
            throw DataException.at(
                    file,
                    number,
                    "must have a label and a text with " + (separator == null ? "a blank" : "\"" + separator + "\"")
                            + " between them, got \"" + shortened(whole) + "\"");
        }
        String before = whole.substring(0, from).strip();
        String behind = whole.substring(to).strip();
        String label = cut(first ? before : behind);
        String text = first ? behind : before;
        if (label.isEmpty() || text.isEmpty()) {
            throw DataException.at(
                    file,
                    number,
                    "has no " + (label.isEmpty() ? "label" : "text") + ", got \"" + shortened(whole) + "\"");
        }
        return new Document(label, text, file, number);
    }

    /** Returns where the first or the last blank is; negative if there is none. */
    private static int boundary(String line, boolean first) {
        for (int i = 0; i < line.length(); i++) {
            int place = first ? i : line.length() - 1 - i;
            if (Character.isWhitespace(line.charAt(place))) {
                return place;
            }
        }
        return -1;
    }

    private String cut(String label) {
        String until = config.labelUntil();
        int end = until == null ? -1 : label.indexOf(until);
        return end < 0 ? label : label.substring(0, end);
    }

    private static String shortened(String line) {
        return line.length() <= 60 ? line : line.substring(0, 57) + "...";
    }
}
