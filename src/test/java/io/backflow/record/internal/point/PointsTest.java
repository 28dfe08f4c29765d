// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.backflow.record.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The names under which the numbers of each record stand. */
class PointsTest {

    @Test
    void normsStandByLayerAndThoseOfParametersApart() {
        Row norms = Row.builder()
                .with("raw", Row.builder().norms("l2", new double[] {5, 4, 3}).build())
                .with("clipped", Row.builder().with("sameAs", "raw").build())
                .with(
                        "update",
                        Row.builder().norms("l2", new double[] {0.5, 0.4, 0.3}).build())
                .with(
                        "parameters",
                        Row.builder().norms("l2", new double[] {50, 0, 30}).build())
                .build();
        Points points = Points.of(Row.builder()
                .with("record", "gradient")
                .with("update", 9L)
                .with("nonFinite", Row.builder().with("count", 2L).build())
                .with("blocks", List.of("(model)", "rnn0", "rnn0/W"))
                .with("norms", norms)
                .build());
        assertThat(points.step()).isEqualTo(10);
        assertThat(points.scalars())
                .containsExactly(
                        entry("gradient/nonFinite", 2.0),
                        entry("gradient/model/raw", 5.0),
                        entry("gradient/rnn0/raw", 4.0),
                        entry("gradient-blocks/rnn0/W/raw", 3.0),
                        entry("gradient/model/clipped", 5.0),
                        entry("gradient/rnn0/clipped", 4.0),
                        entry("gradient-blocks/rnn0/W/clipped", 3.0),
                        entry("gradient/model/update", 0.5),
                        entry("gradient/rnn0/update", 0.4),
                        entry("gradient-blocks/rnn0/W/update", 0.3),
                        entry("parameters/model", 50.0),
                        entry("update-ratio/model", 0.01),
                        entry("parameters/rnn0", 0.0));
    }

    @Test
    void clippingThatDidNothingHasTheCoefficientOne() {
        Row.Builder clip = Row.builder()
                .with("record", "clip")
                .with("model", 2L)
                .with("update", 0L)
                .with(
                        "globalL2",
                        Row.builder().with("before", 3.0).with("after", 3.0).build())
                .with("nonFinite", Row.builder().with("count", 0L).build());
        assertThat(Points.of(clip.build()).scalars())
                .containsExactly(
                        entry("model2/clipping/before", 3.0),
                        entry("model2/clipping/after", 3.0),
                        entry("model2/clipping/coefficient", 1.0),
                        entry("model2/clipping/nonFinite", 0.0));
        assertThat(Points.of(clip.with("coefficient", 0.25)
                                .with("threshold", 1.0)
                                .build())
                        .scalars())
                .contains(entry("model2/clipping/coefficient", 0.25), entry("model2/clipping/threshold", 1.0));
    }

    @Test
    void whatAHostMeasuresStandsUnderItsName() {
        Points points = Points.of(Row.builder()
                .with("record", "turn")
                .with("update", 3L)
                .with("stage", "raw")
                .with("cosine", 0.5)
                .with("signs", new long[] {1, 2})
                .with("word", "text")
                .missing("none")
                .build());
        assertThat(points.scalars()).containsExactly(entry("turn/cosine/raw", 0.5));
        assertThat(points.lists()).containsOnlyKeys("turn/signs/raw");
        Points bare = Points.of(Row.builder().with("flag", true).build());
        assertThat(bare.step()).isEqualTo(Points.NO_STEP);
        assertThat(bare.scalars()).containsExactly(entry("record/flag", 1.0));
    }
}
