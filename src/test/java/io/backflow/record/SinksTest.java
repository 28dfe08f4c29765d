// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The sinks that are no files. */
class SinksTest {

    private static final Row ROW = Row.builder()
            .with("update", 3)
            .norm("norm", 0.25)
            .missing("accuracy")
            .build();

    /** Notes what is done to it, and fails at it if told to. */
    private static final class Noting implements RecordSink {
        private final List<String> notes = new ArrayList<>();
        private final boolean failing;

        Noting(boolean failing) {
            this.failing = failing;
        }

        @Override
        public <T> void write(RecordFormat<? super T> format, T record) {
            note(format.row(record).toString());
        }

        @Override
        public void flush() {
            note("flush");
        }

        @Override
        public void close() {
            note("close");
        }

        private void note(String note) {
            notes.add(note);
            if (failing) {
                throw new IllegalStateException(note);
            }
        }
    }

    @Test
    void aFanOutDoesEverythingToAll() {
        Noting first = new Noting(false);
        Noting second = new Noting(false);
        try (RecordSink all = RecordSink.all(first, second)) {
            all.write(ROW);
            all.flush();
        }
        assertThat(first.notes).containsExactly(ROW.toString(), "flush", "close");
        assertThat(second.notes).isEqualTo(first.notes);
    }

    @Test
    void aSinkThatFailsDoesNotKeepTheOthersFromTheirRecord() {
        Noting after = new Noting(false);
        RecordSink all = RecordSink.all(new Noting(true), after, new Noting(true));
        List<Runnable> actions = List.of(() -> all.write(ROW), all::flush, all::close);
        assertThat(actions)
                .allSatisfy(action -> assertThatThrownBy(action::run)
                        .isInstanceOf(IllegalStateException.class)
                        .satisfies(
                                failure -> assertThat(failure.getSuppressed()).hasSize(1)));
        assertThat(after.notes).containsExactly(ROW.toString(), "flush", "close");
    }

    /** A format without a line for the log. */
    private static final class Silent implements RecordFormat<Row> {
        @Override
        public Row row(Row row) {
            return row;
        }

        @Override
        public List<Row> table(Row row) {
            return List.of(row);
        }

        @Override
        public Optional<String> line(Row row) {
            return Optional.empty();
        }
    }

    @Test
    void theLogGetsALineARecordIfItsFormatHasOne() {
        ch.qos.logback.classic.Logger logger = new LoggerContext().getLogger("run");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try (RecordSink sink = new LogSink(logger)) {
            sink.accepting(new Silent()).accept(ROW);
            sink.write(ROW);
            logger.setLevel(Level.WARN);
            sink.write(ROW);
        }
        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.INFO);
            assertThat(line.getFormattedMessage()).isEqualTo("update 3, norm 0.25, accuracy -");
        });
    }
}
