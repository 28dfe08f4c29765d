// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal.starter;

import java.util.List;
import java.util.stream.Collectors;

/** Values as they may stand in a YAML file. */
public final class YamlText {

    private YamlText() {}

    /** Returns a text, a number, a truth or a list of these, in quotes where it would be taken for something else. */
    public static String of(Object value) {
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(element -> of(String.valueOf(element)))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        String text = value.toString();
        boolean plain = !(value instanceof String)
                || (text.matches("[A-Za-z_/.][A-Za-z0-9_/.+-]*")
                        && !text.matches("(?i)null|true|false|yes|no|on|off|y|n|\\..*"));
        return plain ? text : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(character -> {
            if (character == '"' || character == '\\') {
                quoted.append('\\').append((char) character);
            } else if (Character.isISOControl(character)) {
                quoted.append(String.format("\\x%02X", character));
            } else {
                quoted.appendCodePoint(character);
            }
        });
        return quoted.append('"').toString();
    }
}
