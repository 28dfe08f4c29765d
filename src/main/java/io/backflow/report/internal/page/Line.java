// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A line of a file of JSON lines. Lists of numbers are arrays of doubles; the texts NaN and Infinity are numbers.
 *
 * @param fields by name, without those that were not asked for
 */
record Line(Map<String, Object> fields) {

    private static final int CHUNK = 1 << 18;

    private static final Line EMPTY = new Line(Map.of());

    private static final double[] NONE = {};

    /**
     * Hands over each line of a file, in order; nothing if there is no file. A line that is not whole, as the last one
     * of a run that is still training, ends the reading.
     *
     * @param skipped names of fields that are passed over, wherever they stand
     * @return how many lines were read
     */
    static int read(Path file, Set<String> skipped, Consumer<Line> lines) {
        if (!Files.isRegularFile(file)) {
            return 0;
        }
        JsonScanner scanner = new JsonScanner(skipped);
        byte[] bytes = new byte[CHUNK];
        int count = 0;
        int kept = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(bytes, 0, CHUNK); read > 0; read = in.read(bytes, kept, bytes.length - kept)) {
                int end = kept + read;
                int from = 0;
                for (int to = newLine(bytes, kept, end); to < end; to = newLine(bytes, from, end)) {
                    if (!isBlank(bytes, from, to)) {
                        lines.accept(new Line(scanner.object(bytes, from, to + 1)));
                        count++;
                    }
                    from = to + 1;
                }
                kept = end - from;
                System.arraycopy(bytes, from, bytes, 0, kept);
                bytes = kept < bytes.length ? bytes : Arrays.copyOf(bytes, 2 * kept);
            }
            if (!isBlank(bytes, 0, kept)) {
                lines.accept(new Line(scanner.object(bytes, 0, kept)));
                count++;
            }
        } catch (JsonScanner.CutOffException e) {
            return count; // the run still writes it, or was killed while it did
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
        }
        return count;
    }

    private static int newLine(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] > ' ' || bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the object that a text holds; null if it holds none, or not a whole one. */
    static @Nullable Line parse(String text, Set<String> skipped) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            return new Line(new JsonScanner(skipped).object(bytes, 0, bytes.length));
        } catch (JsonScanner.CutOffException e) {
            return null;
        }
    }

    /** Returns the object at a path; an empty one if there is none. */
    Line at(String... path) {
        Line here = this;
        for (String name : path) {
            here = here.fields.get(name) instanceof Map<?, ?> inner ? of(inner) : EMPTY;
        }
        return here;
    }

    @SuppressWarnings("unchecked") // JSON has no other keys
    private static Line of(Map<?, ?> fields) {
        return new Line((Map<String, Object>) fields);
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** Returns a number; NaN if there is none. */
    double number(String name) {
        return fields.get(name) instanceof Double number ? number : Double.NaN;
    }

    /** Returns a whole number; 0 if there is none. */
    long whole(String name) {
        return (long) number(name);
    }

    /** Returns a text; an empty one if there is none. */
    String text(String name) {
        return fields.get(name) instanceof String text ? text : "";
    }

    /** Returns a list of numbers; an empty one if there is none. */
    double[] numbers(String name) {
        return fields.get(name) instanceof double[] numbers ? numbers : NONE;
    }

    /** Returns a list of texts; an empty one if there is none. */
    List<String> texts(String name) {
        return fields.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
