// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.backflow.config.internal.ConfigReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurfaceImageTest {

    /** The left edge, top edge and side of the first map. */
    private static final int LEFT = 100;

    private static final int TOP = 110;
    private static final int SIDE = 560;

    private static final int WHITE = 0xffffff;
    private static final int CORAL = 0xff7f50;

    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private Path folder;

    private BufferedImage draw(SurfaceConfig config) throws IOException {
        Path file = folder.resolve("surface.png");
        SurfaceImage.draw(Surface.of(config), file);
        return ImageIO.read(file.toFile());
    }

    private static SurfaceConfig flatConfig() {
        return new SurfaceConfig(
                "flat",
                new UnitConfig(1, 0, 0.5),
                new AxisConfig(1000, 2000, 2),
                new AxisConfig(1000, 2000, 2),
                new DescentConfig(1, 1, 1e9, 3, 1));
    }

    private static int rgb(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) & 0xffffff;
    }

    private static long count(BufferedImage image, int fromY, int toY, int colour) {
        return IntStream.range(fromY, toY)
                .mapToLong(y -> IntStream.range(LEFT + 1, LEFT + SIDE)
                        .filter(x -> rgb(image, x, y) == colour)
                        .count())
                .sum();
    }

    @Test
    void coloursTheErrorFromTheLeastBiasAtTheBottomOn() throws IOException {
        SurfaceConfig cliff =
                new ConfigReader(SurfaceConfig.KIND).read(Path.of("configs/cliff.yaml"), SurfaceConfig.KIND);
        BufferedImage image = draw(cliff);
        Surface surface = Surface.of(cliff);
        ColourScale scale = ColourScale.of(surface.points().stream().mapToDouble(point -> point.error()));
        int last = cliff.w().points() - 1;
        assertThat(rgb(image, LEFT + 1, TOP + SIDE - 1))
                .isEqualTo(scale.colour(surface.at(0, 0).error()).getRGB() & 0xffffff);
        assertThat(rgb(image, LEFT + SIDE - 1, TOP + 1))
                .isEqualTo(scale.colour(surface.at(last, last).error()).getRGB() & 0xffffff);
        assertThat(rgb(image, LEFT + 1, TOP + 1))
                .isEqualTo(scale.colour(surface.at(0, last).error()).getRGB() & 0xffffff);
    }

    @Test
    void drawsBothDescents() throws IOException {
        BufferedImage image =
                draw(new ConfigReader(SurfaceConfig.KIND).read(Path.of("configs/cliff.yaml"), SurfaceConfig.KIND));
        // Only the descent without clipping is in the upper third of the map, both are in the lower one.
        assertThat(count(image, TOP + 1, TOP + SIDE / 3, WHITE)).isGreaterThan(50);
        assertThat(count(image, TOP + 1, TOP + SIDE / 3, CORAL)).isZero();
        assertThat(count(image, TOP + SIDE / 2, TOP + SIDE, CORAL)).isGreaterThan(50);
    }

    @Test
    void cutsOffWhatLeavesTheMapAndTakesAFlatSurface() throws IOException {
        // Without weight and target out of reach the error is the same everywhere along w.
        BufferedImage image = draw(flatConfig());
        assertThat(count(image, TOP + 1, TOP + SIDE, CORAL)).isZero();
        assertThat(rgb(image, 2, 2)).isEqualTo(WHITE);
    }

    @Test
    void aFileThatCannotBeWrittenIsAnExceptionAndPrintsNothing() {
        PrintStream before = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            assertThatExceptionOfType(NoSuchFileException.class)
                    .isThrownBy(() -> SurfaceImage.draw(Surface.of(flatConfig()), lost()));
            assumeThat(FULL).exists();
            assertThatIOException()
                    .isThrownBy(() -> SurfaceImage.draw(Surface.of(flatConfig()), FULL))
                    .withMessageContaining("No space left on device");
        } finally {
            System.setErr(before);
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private Path lost() {
        return folder.resolve("no/such/folder/surface.png");
    }
}
