// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.document;

import io.backflow.data.internal.text.TextLevel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The texts, words, characters and classes of labelled texts, counted. */
final class DocumentCounts {

    /** Texts of fewer words at the median are names and the like, to read by characters. */
    private static final int SENTENCE = 3;

    private static final int SHOWN = 20;

    private final List<Document> documents;

    DocumentCounts(List<Document> documents) {
        this.documents = documents;
    }

    /** Returns what there is to say, by what it is about. */
    Map<String, String> said() {
        Set<String> vocabulary = new HashSet<>();
        Set<Integer> alphabet = new HashSet<>();
        for (Document document : documents) {
            vocabulary.addAll(List.of(words(document)));
            document.text().codePoints().forEach(alphabet::add);
        }
        Map<String, String> said = new LinkedHashMap<>();
        said.put("texts", count(documents.size()));
        said.put(
                "words",
                lengths(documents.stream()
                                .mapToInt(text -> words(text).length)
                                .sorted()
                                .toArray()) + " a text, " + count(vocabulary.size()) + " different");
        said.put(
                "characters",
                lengths(documents.stream()
                                .mapToInt(text -> text.text()
                                        .codePointCount(0, text.text().length()))
                                .sorted()
                                .toArray())
                        + " a text, " + count(alphabet.size()) + " different");
        said.put("classes", classes());
        said.put("duplicates", duplicates());
        return said;
    }

    /** Returns what is to be a step. */
    TextLevel level() {
        int[] words =
                documents.stream().mapToInt(text -> words(text).length).sorted().toArray();
        return words[words.length / 2] >= SENTENCE ? TextLevel.WORD : TextLevel.CHARACTER;
    }

    private static String[] words(Document document) {
        return document.text().split("\\s+", -1);
    }

    private static String lengths(int[] sorted) {
        return "min " + sorted[0] + ", median " + sorted[sorted.length / 2] + ", max " + sorted[sorted.length - 1];
    }

    private String classes() {
        Map<String, Integer> counts = new TreeMap<>();
        documents.forEach(document -> counts.merge(document.label(), 1, Integer::sum));
        return counts.size() + ": "
                + counts.entrySet().stream()
                        .limit(SHOWN)
                        .map(one -> one.getKey() + " (" + count(one.getValue()) + ")")
                        .collect(Collectors.joining(", "))
                + (counts.size() > SHOWN ? " and " + (counts.size() - SHOWN) + " more" : "");
    }

    private String duplicates() {
        Map<String, Set<String>> labels = new HashMap<>();
        long same = 0;
        long differing = 0;
        for (Document document : documents) {
            Set<String> known = labels.computeIfAbsent(document.text(), text -> new HashSet<>());
            boolean fresh = known.add(document.label());
            same += fresh ? 0 : 1;
            differing += fresh && known.size() == 2 ? 1 : 0;
        }
        return count(same) + " texts are there before with the same label, " + count(differing)
                + " have more than one label";
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
