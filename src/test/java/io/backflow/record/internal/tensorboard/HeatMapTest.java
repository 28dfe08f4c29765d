// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Pictures stay small however long a run and its sequences are, and lose no spike. */
class HeatMapTest {

    @Test
    void aLongRunKeepsItsSpikes() {
        HeatMap map = new HeatMap();
        double[] calm = new double[1000];
        Arrays.fill(calm, 1e-3);
        for (int update = 0; update < 5000; update++) {
            double[] column = calm.clone();
            if (update == 4001) {
                column[777] = 1e3;
            }
            map.add(column);
        }
        assertThat(map.range()).containsExactly(1e-3, 1e3);
        Picture picture = map.picture();
        assertThat(picture.width()).isBetween(HeatMap.COLUMNS / 2, 4 * HeatMap.COLUMNS);
        assertThat(picture.height()).isBetween(HeatMap.LAGS / 2, 2 * HeatMap.LAGS);
        assertThat(map.description()).contains("32 a column, the largest of them", "Dark 0.001, light 1000");
        assertThat(picture.png()).hasSizeLessThan(20_000);
    }

    /** Sequences are not all of one length; a row is of the same lags in every column. */
    @Test
    void aLagHasOneRowHoweverLongASequenceIs() throws IOException {
        HeatMap map = new HeatMap();
        double[] shorter = new double[200];
        double[] longer = new double[600];
        Arrays.fill(shorter, 1);
        Arrays.fill(longer, 1);
        shorter[150] = 1e3;
        longer[150] = 1e3;
        map.add(shorter);
        map.add(longer);
        map.add(shorter);
        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(map.picture().png()));
        assertThat(image.getHeight()).isEqualTo(150);
        assertThat(IntStream.of(0, image.getWidth() / 2, image.getWidth() - 1).map(x -> brightest(image, x)))
                .containsOnly(150 - 1 - 150 / 4);
        assertThat(map.description()).contains("lags from 0 on, 4 a row, the largest of them.");
    }

    /** Returns the row of the largest norm, which is yellow. */
    private static int brightest(BufferedImage image, int x) {
        return IntStream.range(0, image.getHeight())
                .filter(y -> (image.getRGB(x, y) & 0xffffff) == 0xfde725)
                .findFirst()
                .orElse(-1);
    }

    @Test
    void nothingIsAPictureToo() {
        HeatMap map = new HeatMap();
        assertThat(map.picture().png()).isNotEmpty();
        map.add(new double[0]);
        map.add(new double[] {0, Double.NaN});
        assertThat(map.range()).containsExactly(1, 1);
        assertThat(map.picture().width()).isEqualTo(512);
    }
}
