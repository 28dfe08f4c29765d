// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.csv;

import io.backflow.data.DataException;
import io.backflow.data.internal.source.TextFile;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datavec.api.records.reader.impl.csv.CSVSequenceRecordReader;
import org.datavec.api.writable.Writable;
import org.jspecify.annotations.Nullable;

/**
 * Reads sequences through DataVec's {@link CSVSequenceRecordReader}, and checks what it lets pass: encoding, row
 * lengths, and what is in every cell.
 *
 * <p>All files of a data set have the same columns; the first one read sets them.
 */
final class CsvReader {

    private final CsvLayout layout;
    private final Charset datavecCharset;
    private final CSVSequenceRecordReader datavec;
    private @Nullable Columns columns;

    CsvReader(CsvLayout layout) {
        this(layout, Charset.defaultCharset()); // DataVec decodes with it, whatever the file is in
    }

    CsvReader(CsvLayout layout, Charset datavecCharset) {
        this.layout = layout;
        this.datavecCharset = datavecCharset;
        // DataVec takes its delimiter as a regular expression.
        this.datavec = new CSVSequenceRecordReader(0, Pattern.quote(String.valueOf(layout.delimiter())));
    }

    /** Returns the columns of the files read so far. */
    Columns columns() {
        if (columns == null) {
            throw new IllegalStateException("no file was read yet");
        }
        return columns;
    }

    /**
     * Reads one file.
     *
     * @param text its content, as {@link TextFile} read it
     * @throws DataException naming file and line, at the first cell or row that breaks a rule
     */
    CsvSequence read(Path file, String text) {
        String content = text.stripTrailing();
        int headerEnd = layout.header() ? lineEnd(content) : 0;
        String body = content.substring(headerEnd);
        if (body.isBlank()) {
            throw DataException.in(file, layout.header() ? "has a header, but no rows" : "has no rows");
        }
        List<List<String>> rows = rows(file, body);
        Columns ofFile =
                columnsOf(file, content.substring(0, headerEnd), rows.get(0).size());
        return new Cells(file, layout, ofFile, layout.header() ? 2 : 1).read(rows);
    }

    private Columns columnsOf(Path file, String header, int firstRowSize) {
        List<String> names = layout.header()
                ? Stream.of(header.strip().split(Pattern.quote(String.valueOf(layout.delimiter())), -1))
                        .map(CsvReader::unquoted)
                        .toList()
                : IntStream.range(0, firstRowSize).mapToObj(Integer::toString).toList();
        Columns first = columns;
        if (first == null) {
            first = Columns.of(file, names, layout);
            columns = first;
        }
        if (!names.equals(first.names())) {
            throw DataException.at(
                    file, 1, "has the columns " + names + ", but the files before it have " + first.names());
        }
        return first;
    }

    private List<List<String>> rows(Path file, String body) {
        if (!datavecCharset.newEncoder().canEncode(body)) {
            throw DataException.in(
                    file,
                    "has characters outside of " + datavecCharset
                            + ", the JVM's default charset, which DataVec reads with; "
                            + "start Java with -Dfile.encoding=UTF-8");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body.getBytes(datavecCharset)))) {
            return datavec.sequenceRecord(file.toUri(), in).stream()
                    .map(row -> row.stream()
                            .map(Writable::toString)
                            .map(CsvReader::unquoted)
                            .toList())
                    .toList();
        } catch (IOException impossible) {
            throw new DataException(file + ": cannot be read from memory", impossible);
        }
    }

    /** Returns where the line after the first begins. */
    private static int lineEnd(String content) {
        int end = content.indexOf('\n');
        return end < 0 ? content.length() : end + 1;
    }

    private static String unquoted(String cell) {
        String text = cell.strip();
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
