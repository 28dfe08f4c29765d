// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.TextFormat;
import io.backflow.data.internal.source.TextFile;
import io.backflow.data.internal.table.LongFormat;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file of text, to learn its characters or words. */
public final class PlainTextFormat implements TextFormat {

    /** Files of these names have another form, with something wrong in it if nothing else takes them. */
    private static final List<String> OTHERS =
            List.of(".csv", ".tsv", ".ts", ".arff", ".json", ".jsonl", ".xml", ".html", ".yaml", ".yml");

    private static final int REPLACEMENT = 0xfffd;

    /** A share of broken characters with which a text is hardly one; fewer are named when it is read. */
    private static final double BROKEN = 0.05;

    /** A text of fewer leaves no sequence of the usual length for validation and test. */
    private static final int FEWEST_CHARACTERS = 1020;

    @Override
    public String description() {
        return "a text";
    }

    @Override
    public Optional<String> recognises(Look look) {
        if (look.isDirectory() || OTHERS.stream().anyMatch(look::endsWith)) {
            return Optional.empty();
        }
        boolean small =
                look.isWhole() && look.lines().stream().mapToInt(String::length).sum() < FEWEST_CHARACTERS;
        return small || !isText(look)
                ? Optional.empty()
                : Optional.of("it is UTF-8, hardly a cell of it is a number, and its lines have no labels");
    }

    /** Whether a file has characters of writing only, and is no table of numbers. */
    public static boolean isText(Look look) {
        if (look.isDirectory() || look.isBinary() || LongFormat.hint(look).isPresent()) {
            return false;
        }
        long broken = 0;
        long all = 0;
        for (String line : look.lines()) {
            all += line.length();
            if (line.chars().anyMatch(PlainTextFormat::isControl)) {
                return false;
            }
            broken += line.chars().filter(character -> character == REPLACEMENT).count();
        }
        return broken <= BROKEN * all;
    }

    /** Whether it is a character that no text has: a control character other than tab, form feed and the like. */
    private static boolean isControl(int character) {
        return (character < ' ' && !Character.isWhitespace(character)) || character == 0x7f;
    }

    @Override
    public Map<String, String> lines(Path file) {
        return new TextCounts(TextFile.utf8(file)).said();
    }

    @Override
    public Map<String, Object> task(Path file) {
        Map<String, Object> task = new LinkedHashMap<>();
        task.put("type", "text");
        task.put("file", file.toString());
        return task;
    }
}
