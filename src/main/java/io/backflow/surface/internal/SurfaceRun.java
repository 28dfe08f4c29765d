// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

import io.backflow.record.Csv;
import io.backflow.record.RecordSink;
import io.backflow.record.Row;
import io.backflow.store.internal.AtomicFiles;
import io.backflow.store.internal.Environment;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.RunDirectoryException;
import io.backflow.store.internal.RunIdentity;
import io.backflow.store.internal.RunStatus;
import io.backflow.yaml.internal.ConfigWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Computes an error surface and leaves it in a run directory: {@code config.yaml}, {@code environment.json},
 * {@code surface.csv}, {@code trajectory.csv}, {@code surface.png} and {@code status.json}.
 */
public final class SurfaceRun {

    private final Drawing drawing;
    private final Clock clock;

    /** @param drawing draws the image */
    public SurfaceRun(Drawing drawing, Clock clock) {
        this.drawing = drawing;
        this.clock = clock;
    }

    /** Draws a surface as an image. */
    @FunctionalInterface
    public interface Drawing {

        /** Draws into a file, which is new. */
        void draw(Surface surface, Path file) throws IOException;
    }

    /**
     * Computes and writes everything.
     *
     * @param force whether a finished run there is replaced
     * @throws RunDirectoryException if the run directory cannot be used
     */
    public Surface execute(SurfaceConfig config, Path path, boolean force) {
        RunIdentity identity = new RunIdentity(ConfigWriter.write(config), Environment.describe(Map.of()));
        try (RunDirectory directory = RunDirectory.open(path, identity, force, clock)) {
            return compute(config, directory);
        }
    }

    private Surface compute(SurfaceConfig config, RunDirectory directory) {
        try {
            Surface surface = Surface.of(config);
            AtomicFiles.write(directory.file("surface.csv"), file -> grid(surface, file));
            AtomicFiles.write(directory.file("trajectory.csv"), file -> descents(surface, file));
            AtomicFiles.write(directory.file("surface.png"), file -> drawing.draw(surface, file));
            directory.status(RunStatus.FINISHED, "");
            return surface;
        } catch (RuntimeException | Error e) {
            directory.failed(e);
            throw e;
        }
    }

    private static void grid(Surface surface, Path file) {
        try (RecordSink sink = Csv.create(file)) {
            surface.points().forEach(point -> sink.write(fields(Row.builder(), point)));
        }
    }

    private static void descents(Surface surface, Path file) {
        double maxNorm = surface.config().descent().maxNorm();
        try (RecordSink sink = Csv.create(file)) {
            descent("plain", surface.plain(), Double.POSITIVE_INFINITY, sink);
            descent("clipped", surface.clipped(), maxNorm, sink);
        }
    }

    private static void descent(String name, List<SurfacePoint> points, double maxNorm, RecordSink sink) {
        for (int update = 0; update < points.size(); update++) {
            SurfacePoint point = points.get(update);
            Row.Builder row = Row.builder().with("descent", name).with("update", update);
            row.with("clipped", point.gradientNorm() > maxNorm);
            sink.write(fields(row, point));
        }
    }

    private static Row fields(Row.Builder row, SurfacePoint point) {
        return row.with("w", point.w())
                .with("b", point.b())
                .with("error", point.error())
                .with("dEdw", point.byW())
                .with("dEdb", point.byB())
                .with("gradientNorm", point.gradientNorm())
                .build();
    }
}
