// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.recurrent.gru.GRU;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What installed layers hold outside the heap goes with the network, however it goes. */
class BufferLifetimeTest {

    private static final int BATCH = 64;
    private static final int STEPS = 200;

    /** The states of one layer, or of one direction: each holds several times as much. */
    private static final long STATES_BYTES = (long) STEPS * BATCH * 4 * Double.BYTES;

    private static Trainee.Plan plan(boolean graph) {
        return Trainee.Plan.of(
                        new LSTM.Builder().nOut(4).activation(Activation.TANH).build(),
                        new Bidirectional(
                                Bidirectional.Mode.ADD,
                                new GRU.Builder().nOut(4).build()),
                        new RnnOutputLayer.Builder(LossFunction.MSE)
                                .nOut(2)
                                .activation(Activation.IDENTITY)
                                .build())
                .asGraph(graph);
    }

    private static Trainee trained(boolean graph, DataSet data) {
        Trainee trainee = plan(graph).build();
        trainee.install();
        trainee.calculate(data);
        return trainee;
    }

    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {true, false})
    void networksThatAreDroppedLeaveNothingBehind(boolean graph) throws InterruptedException {
        DataSet data = Sequences.regression(plan(graph), BATCH, 2, STEPS);
        for (int i = 0; i < 3; i++) {
            trained(graph, data);
        }
        settle(() -> false);
        long before = Pointer.totalBytes();
        for (int i = 0; i < 20; i++) {
            trained(graph, data);
        }
        // Twenty networks hold more than a hundred times as much; what is left of the last one may take another
        // collection.
        long allowed = STATES_BYTES;
        settle(() -> Pointer.totalBytes() - before <= allowed);
        assertThat(Pointer.totalBytes() - before).isLessThanOrEqualTo(allowed);
    }

    private static void settle(BooleanSupplier done) throws InterruptedException {
        for (int i = 0; i < 20 && !done.getAsBoolean(); i++) {
            System.gc();
            Thread.sleep(20);
        }
    }

    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {true, false})
    void uninstallFreesTheBuffersOfTheLayersItTakesOut(boolean graph) {
        Trainee trainee = trained(graph, Sequences.regression(plan(graph), BATCH, 2, STEPS));
        long before = Pointer.totalBytes();
        trainee.uninstall();
        assertThat(before - Pointer.totalBytes()).isGreaterThan(3 * 5 * STATES_BYTES);
    }

    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {true, false})
    void closeFreesTheBuffersOfAllInstalledLayersAndTheParameters(boolean graph) {
        Trainee trainee = trained(graph, Sequences.regression(plan(graph), BATCH, 2, STEPS));
        long before = Pointer.totalBytes();
        if (graph) {
            RecurrentLayers.close(trainee.theGraph());
        } else {
            RecurrentLayers.close(trainee.theNetwork());
        }
        assertThat(before - Pointer.totalBytes()).isGreaterThan(3 * 5 * STATES_BYTES);
        assertThat(trainee.params().wasClosed()).isTrue();
    }

    @Test
    void installingAgainReplacesNothingAndTakesNoMemory() {
        Trainee trainee = trained(false, Sequences.regression(plan(false), BATCH, 2, STEPS));
        Layer[] layers = trainee.theNetwork().getLayers().clone();
        long before = Pointer.totalBytes();
        trainee.install();
        assertThat(trainee.theNetwork().getLayers()).containsExactly(layers);
        assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(before);
    }
}
