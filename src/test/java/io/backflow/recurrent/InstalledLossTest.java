// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * What the loss of an installed RnnOutputLayer is where that is not plain, one line of docs/installed-layers.md each.
 */
class InstalledLossTest {

    private static final String LOGGER = "io.backflow.recurrent.internal.output.LabelWarnings";
    private static final int BATCH = 3;
    private static final int STEPS = 5;
    private static final int OUTPUTS = 3;
    private static final double FINITE_DIFFERENCES = 1e-6;

    static Stream<Arguments> losses() {
        List<Arguments> cases = new ArrayList<>();
        for (LossFunction loss : List.of(LossFunction.MCXENT, LossFunction.XENT, LossFunction.MSE)) {
            for (RNNFormat format : RNNFormat.values()) {
                for (boolean graph : new boolean[] {false, true}) {
                    cases.add(Arguments.of(loss, format, graph));
                }
            }
        }
        return cases.stream();
    }

    /**
     * Stock multiplies the logits by the mask as well, and takes for the gradient what is not the derivative of that
     * either.
     */
    @ParameterizedTest(name = "{0}, {1}, graph {2}")
    @MethodSource("losses")
    void aFractionalLabelMaskWeighsTheLossAndTheLogSaysSoOnce(LossFunction loss, RNNFormat format, boolean graph) {
        Trainee.Plan plan = plan(loss).in(format).asGraph(graph);
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        ours.install();
        DataSet data = data(plan, loss);
        double whole = ours.calculate(data);
        data.setLabelsMaskArray(Nd4j.ones(DataType.DOUBLE, BATCH, STEPS).muli(0.5));
        try (Logged logged = Logged.of(LOGGER)) {
            assertThat(ours.calculate(data)).isEqualTo(whole / 2, within(1e-12 * whole));
            assertThat(score(ours, data)).isEqualTo(whole / 2, within(1e-12 * whole));
            assertThat(logged.messages()).singleElement().asString().contains("weight of 0.5", "layer1");
        }
        INDArray gradient = ours.gradientView().dup().divi(BATCH);
        assertThat(FiniteDifferences.relativeError(gradient, derivative(ours, data)))
                .isLessThan(FINITE_DIFFERENCES);

        double stock = theirs.calculate(data);
        assertThat(Math.abs(stock - whole / 2)).isGreaterThan(1e-3 * whole);
        INDArray stockGradient = theirs.gradientView().dup().divi(BATCH);
        assertThat(FiniteDifferences.relativeError(stockGradient, derivative(theirs, data)))
                .isGreaterThan(0.1);
    }

    @ParameterizedTest(name = "labels times {0}")
    @CsvSource({"2", "0.5", "0"})
    void labelsThatDoNotSumToOneKeepDeeplearning4jsGradientAndTheLogSaysTheSumOnce(double factor) {
        Trainee.Plan plan = plan(LossFunction.MCXENT);
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        ours.install();
        DataSet data = data(plan, LossFunction.MCXENT);
        data.getLabels().muli(factor);
        try (Logged logged = Logged.of(LOGGER)) {
            ours.calculate(data);
            ours.calculate(data);
            assertThat(logged.messages()).singleElement().asString().contains("add up to " + (float) factor, "layer1");
        }
        theirs.calculate(data);
        assertThat(FiniteDifferences.relativeError(ours.gradientView(), theirs.gradientView()))
                .isLessThan(1e-10);
        INDArray gradient = ours.gradientView().dup().divi(BATCH);
        INDArray derivative = derivative(ours, data);
        assertThat(gradient.sub(derivative).norm2Number().doubleValue()).isGreaterThan(0.1);
    }

    @Test
    void labelsThatSumToOneAndMaskedOnesThatDoNotAreNotWarnedOf() {
        Trainee.Plan plan = plan(LossFunction.MCXENT);
        Trainee ours = plan.build();
        ours.install();
        DataSet data = data(plan, LossFunction.MCXENT);
        data.getLabels().muli(0.9).addi(0.1 / OUTPUTS);
        INDArray mask = Objects.requireNonNull(Sequences.mask(DataType.DOUBLE, "right", BATCH, STEPS));
        data.setLabelsMaskArray(mask);
        data.getLabels()
                .get(NDArrayIndex.point(BATCH - 1), NDArrayIndex.all(), NDArrayIndex.interval(STEPS / 2, STEPS))
                .assign(0);
        try (Logged logged = Logged.of(LOGGER)) {
            ours.calculate(data);
            assertThat(logged.messages()).isEmpty();
        }
    }

    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {false, true})
    void maskedStepsCountInTheLossUnlessTheLabelsAreMaskedTooAndTheLogSaysSoOnce(boolean graph) {
        Trainee.Plan plan = plan(LossFunction.MSE).asGraph(graph);
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        ours.install();
        DataSet data = data(plan, LossFunction.MSE);
        INDArray mask = Objects.requireNonNull(Sequences.mask(DataType.DOUBLE, "right", BATCH, STEPS));
        data.setFeaturesMaskArray(mask);
        INDArray padding = data.getLabels()
                .get(NDArrayIndex.point(BATCH - 1), NDArrayIndex.all(), NDArrayIndex.interval(STEPS / 2, STEPS));
        for (Trainee trainee : List.of(theirs, ours)) {
            double before = trainee.calculate(data);
            padding.addi(10);
            assertThat(trainee.calculate(data)).isGreaterThan(before + 10);
            padding.subi(10);
        }
        try (Logged logged = Logged.of(LOGGER)) {
            Trainee again = plan.build();
            again.install();
            again.calculate(data);
            again.calculate(data);
            assertThat(logged.messages()).singleElement().asString().contains("labels are not", "layer1");
        }
        data.setLabelsMaskArray(mask);
        double before = ours.calculate(data);
        padding.addi(10);
        assertThat(ours.calculate(data)).isEqualTo(before);
        try (Logged logged = Logged.of(LOGGER)) {
            Trainee again = plan.build();
            again.install();
            again.calculate(data);
            data.setFeaturesMaskArray(null);
            data.setLabelsMaskArray(null);
            again.calculate(data);
            assertThat(logged.messages()).isEmpty();
        }
    }

    /**
     * A bias of 40 for the wrong class: the score stops at -ln of the clip and so has no slope, the gradient of MCXENT
     * goes on at p - y, that of XENT is as good as gone. As Deeplearning4j, which clips the score of both and the
     * gradient of XENT.
     */
    @ParameterizedTest(name = "{0}: score {1} an entry, gradient of the bias {2}")
    @CsvSource({"MCXENT, 1e-10, 1", "XENT, 1e-5, 0"})
    void whereANetworkIsSureAndWrongTheScoreStopsAtTheClip(String name, double clip, double slope) {
        boolean softmax = name.equals("MCXENT");
        Trainee.Plan plan = plan(softmax ? LossFunction.MCXENT : LossFunction.XENT);
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        for (Trainee trainee : List.of(theirs, ours)) {
            org.deeplearning4j.nn.api.Layer output = trainee.theNetwork().getLayer(1);
            output.getParam("W").assign(0);
            output.getParam("b").assign(Nd4j.createFromArray(new double[][] {{40, -40, -40}}));
        }
        ours.install();
        DataSet data = data(plan, LossFunction.MCXENT);
        data.getLabels().assign(0);
        INDArray second = data.getLabels().get(NDArrayIndex.all(), NDArrayIndex.point(1), NDArrayIndex.all());
        second.assign(softmax ? 1 : 0);
        double wrong = -Math.log(clip) * STEPS;
        assertThat(ours.calculate(data)).isEqualTo(wrong, within(1e-3 * wrong));
        assertThat(theirs.calculate(data)).isEqualTo(wrong, within(1e-3 * wrong));
        for (Trainee trainee : List.of(theirs, ours)) {
            double first =
                    trainee.gradientView().getDouble(trainee.gradientView().length() - OUTPUTS);
            assertThat(first).isEqualTo(slope * BATCH * STEPS, within(1e-6));
        }
        double up = calculateWithBias(ours, data, 41);
        assertThat(up).isEqualTo(ours.calculate(data), within(1e-12));
    }

    private static double calculateWithBias(Trainee trainee, DataSet data, double bias) {
        INDArray b = trainee.theNetwork().getLayer(1).getParam("b");
        double before = b.getDouble(0);
        b.putScalar(0, bias);
        double score = trainee.calculate(data);
        b.putScalar(0, before);
        return score;
    }

    static Stream<Arguments> unclipped() {
        return Stream.of(
                Arguments.of(new LossMCXENT(0, null), new ActivationSoftmax()),
                Arguments.of(new LossBinaryXENT(0.0), new ActivationSigmoid()));
    }

    /** Stock takes 0 log 0 for NaN once an output is just 0 or 1. */
    @ParameterizedTest
    @MethodSource("unclipped")
    void withoutAClipARightAnswerThatIsSureHasNoLoss(ILossFunction loss, IActivation f) {
        Trainee.Plan plan = Trainee.Plan.of(
                lstm(),
                new RnnOutputLayer.Builder(loss).nOut(OUTPUTS).activation(f).build());
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        for (Trainee trainee : List.of(theirs, ours)) {
            org.deeplearning4j.nn.api.Layer output = trainee.theNetwork().getLayer(1);
            output.getParam("W").assign(0);
            output.getParam("b").assign(Nd4j.createFromArray(new double[][] {{1e5, -1e5, -1e5}}));
        }
        ours.install();
        DataSet data = data(plan, LossFunction.MCXENT);
        data.getLabels().assign(0);
        data.getLabels()
                .get(NDArrayIndex.all(), NDArrayIndex.point(0), NDArrayIndex.all())
                .assign(1);
        assertThat(theirs.calculate(data)).isNaN();
        assertThat(ours.calculate(data)).isZero();
        assertThat(ours.gradientView().norm2Number().doubleValue()).isZero();
    }

    /** 20,000 entries of ln 3, as fit, score and scoreExamples see them; a float is good to 6e-8. */
    @Test
    void scoresOfManyStepsAreAddedInDouble() {
        Trainee.Plan plan = plan(LossFunction.MCXENT).in(DataType.FLOAT);
        int steps = 20_000;
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        for (Trainee trainee : List.of(theirs, ours)) {
            trainee.theNetwork().getLayer(1).getParam("W").assign(0);
            trainee.theNetwork().getLayer(1).getParam("b").assign(0);
        }
        ours.install();
        DataSet data = Sequences.classification(plan, 1, OUTPUTS, steps);
        double expected = Math.log(3) * steps;
        double rounding = 1e-7 * expected;
        assertThat(Math.abs(theirs.theNetwork().score(data) - expected)).isGreaterThan(10 * rounding);
        assertThat(ours.calculate(data)).isEqualTo(expected, within(rounding));
        assertThat(score(ours, data)).isEqualTo(expected, within(rounding));
        assertThat(ours.theNetwork().scoreExamples(data, false).getDouble(0)).isEqualTo(expected, within(rounding));
    }

    private static INDArray derivative(Trainee trainee, DataSet data) {
        return FiniteDifferences.of(trainee.params(), () -> trainee.calculate(data));
    }

    private static double score(Trainee trainee, DataSet data) {
        return trainee.isGraph()
                ? trainee.theGraph().score(data)
                : trainee.theNetwork().score(data);
    }

    private static DataSet data(Trainee.Plan plan, LossFunction loss) {
        return loss == LossFunction.MSE
                ? Sequences.regression(plan, BATCH, OUTPUTS, STEPS)
                : Sequences.classification(plan, BATCH, OUTPUTS, STEPS);
    }

    private static Trainee.Plan plan(LossFunction loss) {
        Activation f = switch (loss) {
            case MSE -> Activation.IDENTITY;
            case XENT -> Activation.SIGMOID;
            default -> Activation.SOFTMAX;
        };
        return Trainee.Plan.of(
                lstm(),
                new RnnOutputLayer.Builder(loss).nOut(OUTPUTS).activation(f).build());
    }

    private static Layer lstm() {
        return new LSTM.Builder().nOut(4).activation(Activation.TANH).build();
    }
}
