// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.record.internal.LineEnds;
import io.backflow.record.internal.LineFile;
import io.backflow.setting.internal.FileFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes records to a CSV file, as a long table that spreadsheets and pandas read. It is UTF-8, quoted as in RFC 4180,
 * with a header, and with a line feed at every line's end.
 *
 * <p>A file holds records of one type, since a table has one header. What has no value is empty; numbers are written as
 * in {@link JsonLines}, and those that are not finite as NaN, Infinity and -Infinity.
 */
public final class Csv {

    private Csv() {}

    /**
     * Opens a new file to write, in place of an existing one.
     *
     * @throws UncheckedIOException naming the file, if it cannot be opened
     */
    public static RecordSink create(Path path) {
        return new CsvSink(path, LineFile.create(path, LineEnds.OUTSIDE_QUOTES), "");
    }

    /**
     * Opens a file to append to, or a new one if there is none. A last line that an earlier writer left unfinished is
     * cut off. Records whose columns are not those of the file are refused.
     *
     * @throws UncheckedIOException naming the file, if it cannot be opened
     */
    public static RecordSink append(Path path) {
        LineFile file = LineFile.append(path, LineEnds.OUTSIDE_QUOTES);
        try {
            return new CsvSink(path, file, header(path));
        } catch (UncheckedIOException e) {
            file.close();
            throw e;
        }
    }

    private static String header(Path path) {
        try (BufferedReader lines = Files.newBufferedReader(path)) {
            String first = lines.readLine();
            return first == null ? "" : first + '\n';
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path + ": " + FileFailure.reason(e), e);
        }
    }
}
