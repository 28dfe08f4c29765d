// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.internal.raw.RawSequence;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sequences with the same values, whatever their labels. */
final class Duplicates {

    /** What is said where there are none. */
    static final String NONE_IN_BOTH = "no sequence";

    private static final int SHOWN = 3;

    private Duplicates() {}

    /** Says which sequences of the test part are in the training part too. */
    static String between(List<RawSequence> training, List<RawSequence> test) {
        Map<Content, RawSequence> known = new HashMap<>();
        training.forEach(sequence -> known.putIfAbsent(new Content(sequence), sequence));
        StringBuilder examples = new StringBuilder();
        int count = 0;
        for (RawSequence sequence : test) {
            RawSequence same = known.get(new Content(sequence));
            if (same != null) {
                count++;
                append(examples, count, same, sequence);
            }
        }
        return count == 0 ? NONE_IN_BOTH : count + " of the test part" + examples;
    }

    /** Says which sequences are there twice. */
    static String within(List<RawSequence> sequences) {
        Map<Content, RawSequence> known = new HashMap<>();
        StringBuilder examples = new StringBuilder();
        int count = 0;
        for (RawSequence sequence : sequences) {
            RawSequence same = known.putIfAbsent(new Content(sequence), sequence);
            if (same != null) {
                count++;
                append(examples, count, same, sequence);
            }
        }
        return count == 0 ? "none" : count + (count == 1 ? " sequence" : " sequences") + examples;
    }

    private static void append(StringBuilder examples, int count, RawSequence one, RawSequence other) {
        if (count <= SHOWN) {
            examples.append(count == 1 ? ": " : ", ")
                    .append(place(one))
                    .append(" = ")
                    .append(place(other));
        } else if (count == SHOWN + 1) {
            examples.append(", ...");
        }
    }

    private static String place(RawSequence sequence) {
        String line = Long.toString(sequence.place().line(0));
        return "line " + line + (sequence.name().equals(line) ? "" : " (" + sequence.name() + ")");
    }

    private record Content(RawSequence sequence) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Content content
                    && sequence.features() == content.sequence.features()
                    && Arrays.equals(sequence.values(), content.sequence.values());
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(sequence.values());
        }
    }
}
