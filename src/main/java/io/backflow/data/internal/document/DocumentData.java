// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.document;

import io.backflow.data.Batch;
import io.backflow.data.DataException;
import io.backflow.data.Examples;
import io.backflow.data.FiniteData;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.prepared.PreparedData;
import io.backflow.data.internal.sequence.ContentDigest;
import io.backflow.data.internal.text.TextLevel;
import io.backflow.data.internal.text.Vocabulary;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which class is the text of?
 *
 * <p>Inputs are the words or characters of the text, one-hot over the vocabulary of the training part, which is cut by
 * frequency and has a token for all others. Classes are those of the training part in the order of their names. Where a
 * part is not given, the split is fixed and balanced by class, and a text that is there twice under one label is taken
 * once.
 */
final class DocumentData {

    private final DocumentsConfig config;
    private final List<Document> training;
    private final List<Document> validation;
    private final List<Document> test;
    private final List<String> classes;
    private final Vocabulary vocabulary;

    /** @throws DataException if a part is empty, or has a class that training lacks */
    DocumentData(DocumentsConfig config, List<Document> training, List<Document> validation, List<Document> test) {
        this.config = config;
        this.training = training;
        this.validation = validation;
        this.test = test;
        this.classes =
                List.copyOf(new TreeSet<>(training.stream().map(Document::label).toList()));
        if (classes.size() < 2) {
            throw new DataException(config.train() + ": must have at least two classes, got " + classes);
        }
        check("validation", validation);
        check("test", test);
        this.vocabulary = Vocabulary.of(counts(), config.minCount(), config.maxSize());
    }

    private void check(String part, List<Document> documents) {
        if (documents.isEmpty()) {
            throw new DataException(config.train() + ": leaves no text for " + part);
        }
        for (Document document : documents) {
            if (!classes.contains(document.label())) {
                throw DataException.at(
                        document.file(),
                        document.line(),
                        "the class must be one that training has, " + classes + ", got '" + document.label() + "'");
            }
        }
    }

    private Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        for (Document document : training) {
            for (String token : tokens(document)) {
                counts.merge(token, 1, Integer::sum);
            }
        }
        return counts;
    }

    private String[] split(Document document) {
        return split(config, document.text());
    }

    private static String[] split(DocumentsConfig config, String text) {
        return config.level() == TextLevel.WORD
                ? text.split("\\s+", -1)
                : text.codePoints().mapToObj(Character::toString).toArray(String[]::new);
    }

    private String[] tokens(Document document) {
        return tokens(config, document.text());
    }

    /** Returns the words or characters of a text, as many as are read. */
    static String[] tokens(DocumentsConfig config, String text) {
        String[] all = split(config, text);
        return all.length <= config.maxLength() ? all : Arrays.copyOf(all, config.maxLength());
    }

    /** @param duplicates how many texts were left out, for the record of a run */
    SequenceData open(int duplicates) {
        Examples epoch = new OneHot(training);
        SequenceData finite = new FiniteData(
                "documents",
                new SequenceData.Shape(vocabulary.size(), classes.size(), SequenceData.Objective.CLASSIFY_SEQUENCE),
                classes,
                (seed, number) -> epoch,
                new OneHot(validation),
                new OneHot(test),
                origin(duplicates));
        boolean labelledLines = training.stream().map(Document::file).distinct().count() == 1;
        return new PreparedData(finite, new DocumentsPreparation(vocabulary.words(), classes, labelledLines));
    }

    private Map<String, Object> origin(int duplicates) {
        ContentDigest digest = new ContentDigest();
        for (List<Document> part : List.of(training, validation, test)) {
            part.forEach(document -> digest.add(document.label()).add(document.text()));
        }
        Map<String, Object> origin = new LinkedHashMap<>();
        origin.put("source", config.train());
        origin.put("sha256", digest.hex());
        origin.put("classes", classes.size());
        origin.put("vocabulary", vocabulary.size());
        origin.put("duplicatesLeftOut", duplicates);
        origin.put("textsCut", cut());
        origin.put("unknownShareOfTest", unknown());
        return origin;
    }

    private long cut() {
        return training.stream()
                .filter(document -> split(document).length > config.maxLength())
                .count();
    }

    private double unknown() {
        long all = 0;
        long unknown = 0;
        for (Document document : test) {
            for (String token : tokens(document)) {
                all++;
                unknown += vocabulary.number(token) == vocabulary.unknown() ? 1 : 0;
            }
        }
        return (double) unknown / all;
    }

    /** Texts whose tokens are one-hot inputs. */
    private final class OneHot implements Examples {

        private final List<Document> documents;
        private final char[][] tokens;
        private final int[] labels;

        OneHot(List<Document> documents) {
            this.documents = documents;
            this.tokens = documents.stream().map(this::numbers).toArray(char[][]::new);
            this.labels = documents.stream()
                    .mapToInt(document -> classes.indexOf(document.label()))
                    .toArray();
        }

        /** A vocabulary is at most 50,000 tokens, which two bytes tell apart. */
        private char[] numbers(Document document) {
            String[] text = tokens(document);
            char[] numbers = new char[text.length];
            for (int step = 0; step < text.length; step++) {
                numbers[step] = (char) vocabulary.number(text[step]);
            }
            return numbers;
        }

        @Override
        public int size() {
            return tokens.length;
        }

        @Override
        public int length(int example) {
            return tokens[example].length;
        }

        @Override
        public String place(int example) {
            Document document = documents.get(example);
            return document.file().getFileName() + (document.line() > 0 ? ", line " + document.line() : "");
        }

        @Override
        public void write(int example, Batch batch, int row) {
            char[] text = tokens[example];
            for (int step = 0; step < text.length; step++) {
                batch.input(row, text[step], step, 1f);
            }
            batch.target(row, labels[example], 1f);
        }
    }
}
