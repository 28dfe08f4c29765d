// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Says in the user's terms what the YAML parser did not understand, and where. */
final class SyntaxProblem {

    private static final Position START = new Position(1, 1);

    /** What the parser adds after any character that it did not expect, tab or not. */
    private static final Pattern ADVICE = Pattern.compile("\\. \\(Do not use .*", Pattern.DOTALL);

    private SyntaxProblem() {}

    static ConfigException of(YamlEngineException e, ConfigSource source, Problems problems) {
        if (e instanceof MarkedYamlEngineException marked) {
            Position at = marked.getProblemMark()
                    .or(marked::getContextMark)
                    .map(mark -> new Position(mark.getLine() + 1, mark.getColumn() + 1))
                    .orElse(START);
            return problems.fatal(at, message(marked, source.line(at.line()), at.column()));
        }
        if (e instanceof ReaderException reader) {
            Position at = source.position(reader.getPosition());
            return problems.fatal(at, String.format("character U+%04X is not allowed in YAML", reader.getCodePoint()));
        }
        return problems.fatal(START, "not valid YAML: " + e.getMessage());
    }

    private static String message(MarkedYamlEngineException e, String line, int column) {
        if (isTabAt(line, column)) {
            return "a tab cannot indent or begin anything in YAML; use spaces";
        }
        return "not valid YAML: " + ADVICE.matcher(e.getProblem()).replaceFirst("");
    }

    private static boolean isTabAt(String line, int column) {
        int[] characters = line.codePoints().limit(column).toArray();
        return characters.length == column && characters[column - 1] == '\t';
    }
}
