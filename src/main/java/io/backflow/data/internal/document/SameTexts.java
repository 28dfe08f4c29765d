// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.document;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Texts that are in two parts of a data set, whatever their labels. */
final class SameTexts {

    private static final int SHOWN = 3;

    private SameTexts() {}

    /** Says how many texts of another part are in the training part too, and which; empty if none is. */
    static Optional<String> between(List<Document> training, List<Document> other) {
        Map<String, Document> known = new HashMap<>();
        training.forEach(document -> known.putIfAbsent(document.text(), document));
        StringBuilder examples = new StringBuilder();
        int count = 0;
        for (Document document : other) {
            Document same = known.get(document.text());
            if (same != null) {
                count++;
                append(examples, count, place(same, training) + " = " + place(document, other));
            }
        }
        String are = count == 1 ? " text is" : " texts are";
        return count == 0 ? Optional.empty() : Optional.of(count + are + " in the training part too" + examples);
    }

    private static void append(StringBuilder examples, int count, String pair) {
        if (count <= SHOWN) {
            examples.append(count == 1 ? ": " : ", ").append(pair);
        } else if (count == SHOWN + 1) {
            examples.append(", ...");
        }
    }

    /** A line is told by its number, and by its file where the part has several. */
    private static String place(Document document, List<Document> part) {
        boolean one = part.get(0).file().equals(part.get(part.size() - 1).file());
        return (one ? "" : document.file().getFileName() + " ") + "line " + document.line();
    }
}
