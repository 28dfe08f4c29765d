// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.yaml.internal.Node.Mapping;
import io.backflow.yaml.internal.Node.Scalar;
import io.backflow.yaml.internal.Node.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a configuration as canonical YAML: every default filled in, type names first, keys in the order of the record
 * or of its {@link io.backflow.setting.internal.KeyOrder}.
 *
 * <p>Reading the text gives an equal record. What is absent (null) is left out.
 */
public final class ConfigWriter {

    /** Text that needs no quotes, unless it is a word that means something in some version of YAML. */
    private static final Pattern SAFE = Pattern.compile("[A-Za-z_/.](?:[A-Za-z0-9_/. +-]*[A-Za-z0-9_/.+-])?");

    private static final Pattern RESERVED =
            Pattern.compile("(?i)null|true|false|yes|no|on|off|y|n|nan|infinity|\\.(?:inf|nan)|\\.[0-9].*|\\.+");

    private static final String INDENT = "  ";

    private ConfigWriter() {}

    /**
     * Returns the YAML text of a configuration record, ending with a line feed.
     *
     * @throws IllegalArgumentException if a setting is NaN
     */
    public static String write(Record config) {
        return lines(Tree.of(config)).stream().collect(Collectors.joining("\n", "", "\n"));
    }

    private static List<String> lines(Node node) {
        List<String> lines = new ArrayList<>();
        if (isInline(node)) {
            lines.add(inline(node));
        } else if (node instanceof Mapping mapping) {
            mapping.entries().forEach((key, entry) -> addEntry(key, entry.value(), lines));
        } else if (node instanceof Sequence sequence) {
            sequence.elements().forEach(element -> addElement(element, lines));
        }
        return lines;
    }

    private static void addEntry(String key, Node value, List<String> lines) {
        if (isInline(value)) {
            lines.add(key + ": " + inline(value));
        } else {
            lines.add(key + ":");
            lines(value).forEach(line -> lines.add(INDENT + line));
        }
    }

    private static void addElement(Node element, List<String> lines) {
        String lead = "- ";
        for (String line : lines(element)) {
            lines.add(lead + line);
            lead = INDENT;
        }
    }

    private static boolean isInline(Node node) {
        if (node instanceof Mapping mapping) {
            return mapping.entries().isEmpty();
        }
        return !(node instanceof Sequence sequence)
                || sequence.elements().stream().allMatch(Scalar.class::isInstance);
    }

    private static String inline(Node node) {
        if (node instanceof Scalar scalar) {
            return scalar.plain() || isSafe(scalar.text()) ? scalar.text() : quoted(scalar.text());
        } else if (node instanceof Sequence sequence) {
            return sequence.elements().stream().map(ConfigWriter::inline).collect(Collectors.joining(", ", "[", "]"));
        }
        return "{}";
    }

    private static boolean isSafe(String text) {
        return SAFE.matcher(text).matches() && !RESERVED.matcher(text).matches();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(character -> {
            switch (character) {
                case '"', '\\' -> quoted.append('\\').append((char) character);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> appendVisible(character, quoted);
            }
        });
        return quoted.append('"').toString();
    }

    /** Escapes what an editor would hide, line separators and the byte order mark among it. */
    private static void appendVisible(int character, StringBuilder text) {
        boolean hidden = switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> true;
            default -> false;
        };
        if (hidden) {
            text.append(String.format("\\U%08X", character));
        } else {
            text.appendCodePoint(character);
        }
    }
}
