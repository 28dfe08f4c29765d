// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.recurrent.internal.vector.VectorModule;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Networks whose inputs are symbols: their weights are looked up where there are vectors, and multiplied elsewhere. */
class OneHotInputsTest {

    /** As in {@link AgreementTest}, over three times as many steps. */
    private static final double TOLERANCE = 6e-6;

    private static final int BATCH = 4;
    private static final int SYMBOLS = 20;
    private static final int STEPS = 40;
    private static final int OUTPUTS = 3;

    /** The symbol that no input has. */
    private static final int UNUSED = 7;

    static boolean hasModule() {
        return VectorModule.products().isPresent();
    }

    static List<Layer> layers() {
        Layer lstm = new LSTM.Builder().nOut(9).activation(Activation.TANH).build();
        Layer rnn = new SimpleRnn.Builder().nOut(9).activation(Activation.TANH).build();
        return List.of(lstm, rnn, new Bidirectional(Bidirectional.Mode.CONCAT, lstm.clone()));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void outputScoreAndGradientAgree(Layer layer) {
        Trainee.Plan plan = plan(layer);
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        ours.install();
        DataSet data = symbols(plan);

        INDArray output = theirs.output(data.getFeatures(), null);
        assertThat(FiniteDifferences.relativeError(ours.output(data.getFeatures(), null), output))
                .isLessThan(TOLERANCE);
        double score = theirs.calculate(data);
        assertThat(ours.calculate(data)).isEqualTo(score, within(TOLERANCE * score));
        assertThat(FiniteDifferences.relativeError(ours.gradientView(), theirs.gradientView()))
                .isLessThan(TOLERANCE);
    }

    /** Room is used again: what one minibatch left there must not reach the next. */
    @ParameterizedTest
    @MethodSource("layers")
    void minibatchesBeforeLeaveNothingBehind(Layer layer) {
        Trainee.Plan plan = plan(layer);
        Trainee used = plan.build();
        Trainee fresh = plan.build();
        fresh.params().assign(used.params());
        used.install();
        fresh.install();
        DataSet few = symbols(plan);
        few.getFeatures()
                .get(NDArrayIndex.all(), NDArrayIndex.interval(0, SYMBOLS / 2), NDArrayIndex.all())
                .assign(0);
        DataSet numbers = symbols(plan);
        numbers.getFeatures().addi(0.5);

        for (DataSet before : List.of(symbols(plan), numbers, symbols(plan))) {
            used.calculate(before);
        }
        assertThat(used.calculate(few)).isEqualTo(fresh.calculate(few));
        assertThat(used.gradientView().toFloatVector())
                .isEqualTo(fresh.gradientView().toFloatVector());
    }

    @Test
    @EnabledIf("hasModule")
    void aWeightOfASymbolThatDoesNotOccurIsNotRead() {
        Trainee.Plan plan = plan(layers().get(0));
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        ours.install();
        DataSet data = symbols(plan);
        INDArray before = ours.output(data.getFeatures(), null).dup();
        for (Trainee trainee : List.of(theirs, ours)) {
            // W is the first parameter, column-major, [symbols, 4 units].
            trainee.params().putScalar(UNUSED, Double.POSITIVE_INFINITY);
        }

        assertThat(theirs.output(data.getFeatures(), null).isNaN().any()).isTrue(); // 0 times infinity
        assertThat(ours.output(data.getFeatures(), null)).isEqualTo(before);
    }

    private static Trainee.Plan plan(Layer layer) {
        RnnOutputLayer output = new RnnOutputLayer.Builder()
                .nOut(OUTPUTS)
                .activation(Activation.SOFTMAX)
                .build();
        return Trainee.Plan.of(layer, output).inputs(SYMBOLS).in(DataType.FLOAT);
    }

    private static DataSet symbols(Trainee.Plan plan) {
        DataSet data = Sequences.classification(plan, BATCH, OUTPUTS, STEPS);
        INDArray features = Nd4j.zeros(DataType.FLOAT, BATCH, SYMBOLS, STEPS);
        Random random = new Random(3);
        for (int b = 0; b < BATCH; b++) {
            for (int t = 0; t < STEPS; t++) {
                int symbol = random.nextInt(SYMBOLS);
                if (symbol != UNUSED) { // else the input is 0
                    features.putScalar(b, symbol, t, 1);
                }
            }
        }
        data.setFeatures(features);
        assertThat(features.get(NDArrayIndex.all(), NDArrayIndex.point(UNUSED), NDArrayIndex.all())
                        .sumNumber()
                        .intValue())
                .isZero();
        return data;
    }
}
