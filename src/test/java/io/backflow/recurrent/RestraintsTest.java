// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What Deeplearning4j does beside a layer's passes goes on when the layer is installed. */
class RestraintsTest {

    /** As in {@link AgreementTest}. */
    private static final double TOLERANCE = 1e-10;

    private static final int BATCH = 4;
    private static final int STEPS = 12;
    private static final int OUTPUTS = 3;

    /**
     * They are applied to parameters and to the gradient by Deeplearning4j, as before; a cache mode has nothing to
     * cache.
     */
    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {true, false})
    void regularisationConstraintsAndCacheModeAreDeeplearning4js(boolean graph) {
        Layer restrained = new LSTM.Builder()
                .nOut(6)
                .activation(Activation.TANH)
                .l1(0.01)
                .l2(0.1)
                .constrainWeights(new MaxNormConstraint(0.5, 1))
                .build();
        Trainee.Plan plan = Trainee.Plan.of(
                        restrained,
                        new RnnOutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(OUTPUTS)
                                .activation(Activation.SOFTMAX)
                                .build())
                .inputs(5)
                .asGraph(graph)
                .with(new Sgd(0.1));
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        ours.install();
        for (Trainee trainee : List.of(theirs, ours)) {
            if (graph) {
                trainee.theGraph().setCacheMode(CacheMode.DEVICE);
            } else {
                trainee.theNetwork().setCacheMode(CacheMode.DEVICE);
            }
        }
        DataSet data = Sequences.classification(plan, BATCH, OUTPUTS, STEPS);
        double score = theirs.calculate(data);
        assertThat(ours.calculate(data)).isEqualTo(score, within(TOLERANCE * score));
        for (int i = 0; i < 5; i++) {
            theirs.fit(data);
            ours.fit(data);
        }
        assertThat(FiniteDifferences.relativeError(ours.params(), theirs.params()))
                .isLessThan(TOLERANCE);
    }
}
