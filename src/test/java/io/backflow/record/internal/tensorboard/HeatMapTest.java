// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
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
