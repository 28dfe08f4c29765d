// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.data.SequenceData;
import io.backflow.run.internal.score.FrameAccuracy;
import io.backflow.run.internal.score.TaskLoss;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Steps with any number of labels: two sequences of three steps with two labels, of which the second is shorter. */
class LabelledStepsTest {

    private final INDArray labels =
            Nd4j.createFromArray(new float[][][] {{{1, 0, 1}, {0, 0, 1}}, {{0, 1, 1}, {1, 0, 1}}});
    private final INDArray output = Nd4j.createFromArray(new float[][][] {
        {{.75f, .5f, .25f}, {.125f, .25f, .75f}}, {{0f, 1f, Float.NaN}, {.5f, .25f, 0f}}
    });
    private final INDArray mask = Nd4j.createFromArray(new float[][] {{1, 1, 1}, {1, 1, 0}});

    @Test
    void theLossOfAStepIsTheSumOverItsLabels() {
        TaskLoss loss = new TaskLoss(SequenceData.Objective.LABEL_STEPS);
        double clipped = -Math.log1p(-TaskLoss.PROBABILITY_CLIP); // of what is right and certain
        double expected = -(Math.log(.75)
                        + Math.log(.875)
                        + Math.log(.5)
                        + Math.log(.75)
                        + Math.log(.25)
                        + Math.log(.75)
                        + Math.log(.5)
                        + Math.log(.75))
                + 2 * clipped;
        double sum = loss.add(labels, output, mask);
        assertThat(sum).isCloseTo(expected, within(1e-12));
        assertThat(loss.mean()).as("over all steps").isCloseTo(expected / 5, within(1e-12));
    }

    @Test
    void theAccuracyOfFramesCountsLabelsAskedOrGiven() {
        FrameAccuracy accuracy = new FrameAccuracy();
        accuracy.add(labels, output, mask);
        Map<String, Double> figures = new LinkedHashMap<>();
        accuracy.addTo(figures);
        // Right: 4 of sequence 1 and 2; one asked and not given; one given and not asked.
        assertThat(figures).containsExactly(Map.entry("frameAccuracy", 4 / 6.0));
        new FrameAccuracy().addTo(figures);
        assertThat(figures).hasSize(1);
    }
}
