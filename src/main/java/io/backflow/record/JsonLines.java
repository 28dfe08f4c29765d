// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.record.internal.LineEnds;
import io.backflow.record.internal.LineFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Writes and reads files of JSON lines. Each line is one record as a strict JSON object, in UTF-8.
 *
 * <p>Whole numbers are exact and other numbers have all their digits, but norms are rounded to 7 significant digits,
 * which is what a float carries. NaN, Infinity and -Infinity, which JSON cannot write, are the texts {@code "NaN"},
 * {@code "Infinity"} and {@code "-Infinity"}; {@link Row#number} reads them as numbers. What has no value is
 * {@code null}.
 */
public final class JsonLines {

    private JsonLines() {}

    /**
     * Opens a new file to write, in place of an existing one.
     *
     * @throws UncheckedIOException naming the file, if it cannot be opened
     */
    public static RecordSink create(Path path) {
        return new JsonLinesSink(LineFile.create(path, LineEnds.PLAIN));
    }

    /**
     * Opens a file to append to, or a new one if there is none. A last line that an earlier writer left unfinished is
     * cut off.
     *
     * @throws UncheckedIOException naming the file, if it cannot be opened
     */
    public static RecordSink append(Path path) {
        return new JsonLinesSink(LineFile.append(path, LineEnds.PLAIN));
    }

    /**
     * Reads a file row by row. The caller closes the stream. A last line that its writer left unfinished is left out,
     * with a warning in the log.
     *
     * @throws UncheckedIOException naming the file if it cannot be read, and the line if that is not a JSON object;
     *     also from the stream
     */
    public static Stream<Row> read(Path path) {
        try {
            // Decodes what is no UTF-8 to replacement characters: a cut line may end within a character.
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(Files.newInputStream(path), StandardCharsets.UTF_8));
            return StreamSupport.stream(new JsonLinesReader(path, reader), false)
                    .onClose(() -> close(path, reader));
        } catch (IOException e) {
            throw JsonLinesReader.failure(path, e);
        }
    }

    private static void close(Path path, BufferedReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw JsonLinesReader.failure(path, e);
        }
    }
}
