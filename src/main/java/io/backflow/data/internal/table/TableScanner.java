// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.backflow.data.DataException;
import io.backflow.data.internal.raw.TextSource;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;

/** Goes through a delimited file with FastCSV, cell by cell, and holds none of it. */
final class TableScanner {

    static final char BLANK = ' ';

    private TableScanner() {}

    /**
     * Hands all rows to the sink; lines that begin with {@code #} are comments.
     *
     * @param delimiter a blank stands for any run of blanks and tabs
     */
    static void scan(Path file, char delimiter, RowSink sink) {
        boolean blanks = delimiter == BLANK;
        Reader source = TextSource.open(file);
        try (CsvReader<Boolean> rows = CsvReader.builder()
                .fieldSeparator(delimiter)
                .skipEmptyLines(false)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .commentStrategy(CommentStrategy.SKIP)
                .build(new Handler(sink, blanks), blanks ? new TabsToBlanks(source) : source)) {
            rows.forEach(row -> {});
        } catch (CsvParseException failure) {
            throw failure.getCause() instanceof DataException ours ? ours : unreadable(file, failure);
        } catch (IOException failure) {
            throw new DataException(file + ": cannot be closed", failure);
        }
    }

    private static DataException unreadable(Path file, CsvParseException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return new DataException(
                file + ": no table: " + failure.getMessage() + (cause == failure ? "" : ": " + cause.getMessage()),
                failure);
    }

    /** Passes cells on without making texts of them. */
    private static final class Handler extends AbstractBaseCsvCallbackHandler<Boolean> {

        private final RowSink sink;
        private final boolean blanks;
        private int cells;

        Handler(RowSink sink, boolean blanks) {
            this.sink = sink;
            this.blanks = blanks;
        }

        @Override
        protected void handleBegin(long line) {
            cells = 0;
            sink.begin(line);
        }

        @Override
        protected void handleField(int column, char[] text, int from, int length, boolean quoted) {
            if (length > 0 || quoted || !blanks) {
                sink.cell(cells, text, from, length);
                cells++;
            }
        }

        @Override
        protected Boolean buildRecord() {
            sink.end(cells);
            return Boolean.TRUE;
        }
    }

    private static final class TabsToBlanks extends FilterReader {

        TabsToBlanks(Reader in) {
            super(in);
        }

        @Override
        public int read(char[] target, int from, int length) throws IOException {
            int read = in.read(target, from, length);
            for (int i = from; i < from + read; i++) {
                if (target[i] == '\t') {
                    target[i] = BLANK;
                }
            }
            return read;
        }
    }
}
