// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.run.internal.Tiny;
import io.backflow.store.internal.RunDirectoryException;
import io.backflow.yaml.internal.ConfigWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurfaceRunTest {

    private static final SurfaceConfig CONFIG = new SurfaceConfig(
            "tiny",
            new UnitConfig(50, 0.5, 0.7),
            new AxisConfig(4, 5, 3),
            new AxisConfig(-3, -2, 2),
            new DescentConfig(4.5, -2.29, 0.1, 4, 0.2));

    @TempDir
    private Path folder;

    private Path run() {
        return folder.resolve("run");
    }

    private Surface execute(boolean force) {
        return new SurfaceRun((surface, file) -> Files.writeString(file, "drawn"), clock())
                .execute(CONFIG, run(), force);
    }

    private static Clock clock() {
        return Clock.fixed(Tiny.NOW, ZoneOffset.UTC);
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(run().resolve(file));
    }

    @Test
    void leavesEverythingInItsDirectory() throws IOException {
        Surface surface = execute(false);
        try (Stream<Path> files = Files.list(run())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            ".lock",
                            "config.yaml",
                            "environment.json",
                            "surface.csv",
                            "trajectory.csv",
                            "surface.png",
                            "status.json");
        }
        assertThat(run().resolve("config.yaml")).hasContent(ConfigWriter.write(CONFIG));
        assertThat(run().resolve("surface.png")).hasContent("drawn");
        assertThat(run().resolve("status.json")).content().contains("\"finished\"");
        List<String> grid = lines("surface.csv");
        assertThat(grid).hasSize(7).startsWith("w,b,error,dEdw,dEdb,gradientNorm");
        assertThat(numbers(grid.get(6), 0)).isEqualTo(numbers(surface.at(2, 1)));
    }

    @Test
    void listsBothDescentsAndWhatWasClipped() throws IOException {
        Surface surface = execute(false);
        List<String> trajectory = lines("trajectory.csv");
        assertThat(trajectory).hasSize(11).startsWith("descent,update,clipped,w,b,error,dEdw,dEdb,gradientNorm");
        for (int update = 0; update < 5; update++) {
            SurfacePoint clipped = surface.clipped().get(update);
            assertThat(trajectory.get(1 + update)).startsWith("plain," + update + ",false,");
            assertThat(trajectory.get(6 + update))
                    .startsWith("clipped," + update + "," + (clipped.gradientNorm() > 0.2) + ",");
            assertThat(numbers(trajectory.get(1 + update), 3))
                    .isEqualTo(numbers(surface.plain().get(update)));
            assertThat(numbers(trajectory.get(6 + update), 3)).isEqualTo(numbers(clipped));
        }
        assertThat(surface.clipped()).anyMatch(point -> point.gradientNorm() > 0.2);
    }

    private static List<Double> numbers(String line, int from) {
        return Arrays.stream(line.split(",")).skip(from).map(Double::valueOf).toList();
    }

    private static List<Double> numbers(SurfacePoint point) {
        return List.of(point.w(), point.b(), point.error(), point.byW(), point.byB(), point.gradientNorm());
    }

    @Test
    void replacesAFinishedRunOnlyIfForced() {
        execute(false);
        assertThatExceptionOfType(RunDirectoryException.class)
                .isThrownBy(() -> execute(false))
                .withMessageContaining("--force");
        execute(true);
        assertThat(run().resolve("status.json")).content().contains("\"finished\"");
    }

    @Test
    void saysWhatBroke() {
        SurfaceRun broken = new SurfaceRun(
                (surface, file) -> {
                    Files.writeString(file, "half");
                    throw new IOException("no ink");
                },
                clock());
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> broken.execute(CONFIG, run(), false))
                .withMessageContaining("no ink");
        assertThat(run().resolve("status.json")).content().contains("\"failed\"", "no ink");
        assertThat(run()).isDirectoryNotContaining("glob:**.png*");
    }
}
