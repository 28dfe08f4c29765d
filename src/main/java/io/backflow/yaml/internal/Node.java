// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** A YAML value that remembers where it stood: the tree between text and records. */
public sealed interface Node {

    /** Returns where the value begins. */
    Position at();

    /** Returns what an error says was found instead of what it wanted. */
    String shown();

    /**
     * A scalar.
     *
     * @param plain whether it stood without quotes, and so may be something else than text
     */
    record Scalar(Position at, String text, boolean plain) implements Node {

        private static final int LONGEST_SHOWN = 60;
        private static final Pattern NUMBER =
                Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");

        /** Returns whether it stands for nothing: {@code key:}, {@code key: null} or {@code key: ~}. */
        public boolean isNull() {
            return plain && (text.isEmpty() || text.equals("~") || "null".equals(text.toLowerCase(Locale.ROOT)));
        }

        /** Returns whether it stands for a finite number in YAML's core schema, decimal. */
        public boolean isNumber() {
            return plain && NUMBER.matcher(text).matches();
        }

        /** Returns whether it stands for true or false. */
        public boolean isBoolean() {
            return plain && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"));
        }

        @Override
        public String shown() {
            if (isNull()) {
                return "nothing";
            }
            return isNumber() || isBoolean() ? abbreviated(text) : quoted(text);
        }

        /** Returns the text in quotes, on one line and of readable length. */
        static String quoted(String text) {
            return "'" + abbreviated(text) + "'";
        }

        private static String abbreviated(String text) {
            String line = text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
            if (line.codePointCount(0, line.length()) <= LONGEST_SHOWN) {
                return line;
            }
            return line.substring(0, line.offsetByCodePoints(0, LONGEST_SHOWN)) + "...";
        }
    }

    /** A list. */
    record Sequence(Position at, List<Node> elements) implements Node {

        public Sequence {
            elements = List.copyOf(elements);
        }

        @Override
        public String shown() {
            return "a list";
        }
    }

    /** A mapping, in the order of the file. */
    record Mapping(Position at, Map<String, Entry> entries) implements Node {

        public Mapping {
            // Map.copyOf would lose the order.
            entries = new LinkedHashMap<>(entries);
        }

        @Override
        public String shown() {
            return "a mapping";
        }
    }

    /** The value of a key and where the key stands. */
    record Entry(Position keyAt, Node value) {}
}
