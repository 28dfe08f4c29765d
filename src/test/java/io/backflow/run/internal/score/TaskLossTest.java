// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.data.SequenceData;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class TaskLossTest {

    private static Map<String, Double> figures(TaskLoss loss) {
        Map<String, Double> figures = new LinkedHashMap<>();
        loss.addTo(figures);
        return figures;
    }

    /** 32 sequences of 50,000 steps, of which Deeplearning4j's own sum in float loses 0.8 %. */
    @Test
    void aMillionAndAHalfOfStepsAreAddedInDouble() {
        long[] shape = {32, 2, 50_000};
        INDArray labels = Nd4j.zeros(shape);
        labels.get(NDArrayIndex.all(), NDArrayIndex.point(1), NDArrayIndex.all())
                .assign(1);
        TaskLoss loss = new TaskLoss(SequenceData.Objective.CLASSIFY_STEPS);
        loss.add(labels, Nd4j.zeros(shape).assign(0.3f), null);
        double nats = -Math.log(0.3f);
        // 1.6 million additions, each off by 1.1e-16 of the sum so far at most.
        assertThat(loss.mean()).isCloseTo(nats, within(2e-10 * nats));
        assertThat(figures(loss).get("bitsPerStep")).isEqualTo(loss.mean() / Math.log(2));
    }

    @Test
    void squaresThatNoFloatHoldsAreAveragedOverOutputs() {
        TaskLoss loss = new TaskLoss(SequenceData.Objective.REGRESS_SEQUENCE);
        loss.add(Nd4j.zeros(2, 2), Nd4j.createFromArray(new float[][] {{3e38f, 0f}, {0f, 0f}}), null);
        assertThat(loss.mean()).isCloseTo((double) 3e38f * 3e38f / 4, within(1e62));
        assertThat(figures(loss)).containsOnlyKeys("loss");
    }

    @Test
    void aMaskWeighs() {
        INDArray labels = Nd4j.createFromArray(new float[][][] {{{1, 0, 1}, {0, 1, 0}}});
        INDArray output = Nd4j.createFromArray(new float[][][] {{{0.5f, 0.75f, Float.NaN}, {0.5f, 0.25f, 0f}}});
        TaskLoss loss = new TaskLoss(SequenceData.Objective.CLASSIFY_STEPS);
        double sum = loss.add(labels, output, Nd4j.createFromArray(new float[][] {{1f, 0.5f, 0f}}));
        assertThat(sum).isCloseTo(Math.log(2) + 0.5 * Math.log(4), within(1e-15));
        assertThat(loss.mean()).isCloseTo(sum / 1.5, within(1e-15));
    }

    @Test
    void whatIsNotANumberStaysThat() {
        TaskLoss loss = new TaskLoss(SequenceData.Objective.CLASSIFY_SEQUENCE);
        loss.add(
                Nd4j.createFromArray(new float[][] {{1, 0}}),
                Nd4j.createFromArray(new float[][] {{Float.NaN, 1}}),
                null);
        assertThat(loss.mean()).isNaN();
    }
}
