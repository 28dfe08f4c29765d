// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal.tensorboard;

import io.backflow.record.JsonLines;
import io.backflow.record.RecordFormat;
import io.backflow.record.RecordSink;
import io.backflow.record.Row;
import io.backflow.record.SinkConfig;
import io.backflow.record.internal.RecordKind;
import io.backflow.record.internal.point.Points;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.Stream;

/**
 * Writes records as events of TensorBoard.
 *
 * <p>The step of an event is the number of updates that had been made. One that goes on starts a further file, whose
 * first event has TensorBoard forget what earlier files have of the steps to come.
 */
public final class TensorBoardSink implements RecordSink {

    private static final String VERSION = "brain.Event:2";
    private static final int SESSION_START = 1;
    private static final double MILLIS = 1e3;

    private final EventFile file;
    private final Clock clock;
    private final FlowPictures pictures = new FlowPictures();
    private long last;
    private boolean mustForget;
    private boolean closed;

    TensorBoardSink(EventFile file, Clock clock, boolean goesOn) {
        this.file = file;
        this.clock = clock;
        this.mustForget = goesOn;
        file.write(event(0).text(3, VERSION));
    }

    /** Opens a sink; if it goes on, at the step of the first record. */
    public static TensorBoardSink open(Path folder, boolean goesOn) {
        EventFile file = goesOn ? EventFile.next(folder) : EventFile.first(folder);
        return new TensorBoardSink(file, Clock.systemUTC(), goesOn);
    }

    /** Opens the sink of a run, with its settings as hyperparameters. */
    public static TensorBoardSink open(Path folder, SinkConfig.Run run) {
        TensorBoardSink sink = open(folder, run.resumedAfter().isPresent());
        sink.begin(run);
        return sink;
    }

    /** Returns the first file of a folder. */
    public static Path firstFile(Path folder) {
        return EventFile.pathOf(folder, 1);
    }

    private void begin(SinkConfig.Run run) {
        run.resumedAfter().ifPresent(updates -> {
            forgetFrom(updates + 1);
            recall(run.directory().resolve(RecordKind.FLOW.file()));
            last = updates;
        });
        write(0, new Summary().hparams(Hyperparameters.START, Hyperparameters.start(run, seconds())));
    }

    /** Draws again what the run has of the flow so far, so that pictures go on where they ended. */
    private void recall(Path flow) {
        if (Files.isRegularFile(flow)) {
            try (Stream<Row> rows = JsonLines.read(flow)) {
                rows.forEach(pictures::add);
            }
        }
    }

    @Override
    public <T> void write(RecordFormat<? super T> format, T record) {
        add(format.row(record));
    }

    private synchronized void add(Row row) {
        String record = row.has("record") ? row.text("record") : "";
        Points points = Points.of(row);
        long step = points.step() == Points.NO_STEP ? last : points.step();
        last = Math.max(last, step);
        if (mustForget) {
            forgetFrom(step);
        }
        Summary summary = new Summary();
        points.scalars().forEach(summary::scalar);
        points.lists().forEach(summary::histogram);
        if (record.equals("flow")) {
            pictures.add(row);
            pictures.addDueTo(summary);
        }
        if (record.equals("ending") && !row.text("status").equals("interrupted")) {
            boolean finished = row.text("status").equals("finished");
            summary.hparams(Hyperparameters.END, Hyperparameters.end(finished, seconds()));
        }
        write(step, summary);
    }

    private void forgetFrom(long step) {
        file.write(event(step).message(7, new Proto().whole(1, SESSION_START)));
        mustForget = false;
    }

    private void write(long step, Summary summary) {
        if (summary.message().toBytes().length > 0) {
            file.write(event(step).message(5, summary.message()));
        }
    }

    private Proto event(long step) {
        return new Proto().number(1, seconds()).whole(2, step);
    }

    private double seconds() {
        return clock.millis() / MILLIS;
    }

    @Override
    public synchronized void flush() {
        file.flush();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Summary summary = new Summary();
            pictures.addLastTo(summary);
            write(last, summary);
        } finally {
            file.close();
        }
    }
}
