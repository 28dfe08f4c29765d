// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.NonFiniteConfig;
import io.backflow.clipping.NonFiniteGradientException;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.gradient.GradientListener;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.gradient.Scale;
import io.backflow.gradient.internal.ExampleNorms;
import io.backflow.model.internal.ModelView;
import io.backflow.model.internal.NamedLayer;
import io.backflow.model.internal.WrappedLayers;
import io.backflow.recurrent.gru.GRU;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Who made a gradient large, against networks that are trained on each example alone. */
class ExampleNamesTest {

    private static final int BATCH = 4;
    private static final int STEPS = 6;
    private static final int CULPRIT = 2;

    private static Trainee.Plan plan(boolean graph) {
        return Trainee.Plan.of(
                        new LSTM.Builder().nOut(4).activation(Activation.TANH).build(),
                        new Bidirectional(
                                Bidirectional.Mode.CONCAT,
                                new GRU.Builder().nOut(3).build()),
                        new SimpleRnn.Builder().nOut(3).activation(Activation.TANH).build(),
                        new RnnOutputLayer.Builder(LossFunction.MSE)
                                .nOut(2)
                                .activation(Activation.IDENTITY)
                                .build())
                .asGraph(graph);
    }

    /** Four sequences, of which one is not labelled as the others are. */
    private static DataSet data(Trainee.Plan plan, boolean masked) {
        DataSet data = Sequences.regression(plan, BATCH, 2, STEPS);
        data.getLabels().tensorAlongDimension(CULPRIT, 1, 2).muli(10);
        if (masked) {
            INDArray mask = Objects.requireNonNull(Sequences.mask(plan.type(), "right", BATCH, STEPS));
            data.setFeaturesMaskArray(mask);
            data.setLabelsMaskArray(mask.dup());
        }
        return data;
    }

    private static DataSet only(DataSet data, int b) {
        DataSet one = new DataSet(row(data.getFeatures(), b), row(data.getLabels(), b));
        if (data.getFeaturesMaskArray() != null) {
            one.setFeaturesMaskArray(row(data.getFeaturesMaskArray(), b));
            one.setLabelsMaskArray(row(data.getLabelsMaskArray(), b));
        }
        return one;
    }

    private static INDArray row(INDArray all, int b) {
        return all.rank() == 3
                ? all.get(NDArrayIndex.interval(b, b + 1), NDArrayIndex.all(), NDArrayIndex.all()).dup()
                : all.get(NDArrayIndex.interval(b, b + 1), NDArrayIndex.all()).dup();
    }

    /** Returns the norms that each recurrent layer says of its last pass, the lowest layer first. */
    private static List<double[]> norms(Trainee trainee) {
        List<double[]> norms = new ArrayList<>();
        for (NamedLayer layer : ModelView.of(trainee.model()).layers()) {
            for (WrappedLayers.Leaf leaf : WrappedLayers.leaves(layer.layer(), layer.name())) {
                if (leaf.layer() instanceof ExampleNorms recurrent) {
                    norms.add(recurrent.exampleNorms());
                }
            }
        }
        return norms;
    }

    private static ClippingListener listener(double maxNorm, Scale scale, List<ClippingRecord> records) {
        return ClippingListener.builder(new GlobalNormClipping(maxNorm))
                .clippingScale(scale)
                .clips(records::add)
                .build();
    }

    @ParameterizedTest(name = "graph {0}, masked {1}, {2}")
    @CsvSource({"true, false, SUM", "false, true, MEAN", "true, true, PER_STEP"})
    void theSharesAreThoseOfEachExampleAlone(boolean graph, boolean masked, Scale scale) {
        Trainee.Plan plan = plan(graph);
        DataSet data = data(plan, masked);
        Trainee alone = plan.build();
        alone.install();
        double[] squares = new double[BATCH];
        double all = 0;
        for (int b = 0; b < BATCH; b++) {
            alone.calculate(only(data, b));
            for (double[] layer : norms(alone)) {
                assertThat(layer).hasSize(1);
                squares[b] += layer[0] * layer[0];
            }
            all += squares[b];
        }
        Trainee together = plan.build();
        together.install();
        List<ClippingRecord> records = new ArrayList<>();
        together.listen(listener(1e-3, scale, records));
        together.fit(data);
        MiniBatch miniBatch = records.get(0).miniBatch();
        MiniBatch.Example largest = miniBatch.largest().get(0);
        assertThat(norms(together)).hasSize(4);
        assertThat(largest.index()).isEqualTo(CULPRIT);
        assertThat(largest.place()).isEmpty();
        assertThat(largest.share()).isCloseTo(squares[CULPRIT] / all, within(1e-12)); // other orders of sums
        double factor = scale == Scale.SUM ? 1 : scale == Scale.MEAN ? BATCH : miniBatch.labelledSteps();
        assertThat(largest.norm() * factor).isCloseTo(Math.sqrt(squares[CULPRIT]), within(1e-11));
    }

    @Test
    void nobodyIsNamedWhereNothingIsClipped() {
        Trainee.Plan plan = plan(false);
        Trainee trainee = plan.build();
        trainee.install();
        List<ClippingRecord> records = new ArrayList<>();
        trainee.listen(listener(1e9, Scale.MEAN, records));
        trainee.fit(data(plan, false));
        assertThat(records).hasSize(1);
        assertThat(records.get(0).miniBatch().largest()).isEmpty();
    }

    @Test
    void everySegmentOfTruncatedBpttNamesItsOwn() {
        Trainee.Plan plan = plan(false).truncated(3, 3);
        Trainee trainee = Trainee.Plan.of(plan.layers().get(0), plan.layers().get(3))
                .truncated(3, 3)
                .build();
        trainee.install();
        List<ClippingRecord> records = new ArrayList<>();
        trainee.listen(listener(1e-3, Scale.MEAN, records));
        DataSet data = Sequences.regression(plan, BATCH, 2, STEPS);
        data.getLabels()
                .get(NDArrayIndex.point(1), NDArrayIndex.all(), NDArrayIndex.interval(0, 3))
                .muli(100);
        data.getLabels()
                .get(NDArrayIndex.point(3), NDArrayIndex.all(), NDArrayIndex.interval(3, 6))
                .muli(100);
        trainee.fit(data);
        assertThat(records.stream().map(r -> r.miniBatch().largest().get(0).index()))
                .containsExactly(1, 3);
    }

    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {true, false})
    void anExampleThatIsNotFiniteIsNamedInWhatFails(boolean graph) {
        Trainee.Plan plan = plan(graph);
        DataSet data = data(plan, false);
        data.getLabels().putScalar(new int[] {1, 0, 3}, Double.NaN);
        Trainee trainee = plan.build();
        trainee.install();
        trainee.listen(new ClippingListener(new GlobalNormClipping(1)));
        assertThatThrownBy(() -> trainee.fit(data))
                .isInstanceOf(NonFiniteGradientException.class)
                .hasMessageContaining("; example 1 of the minibatch, not finite; nonFinite.action is fail")
                .satisfies(failure -> assertThat(((NonFiniteGradientException) failure).examples())
                        .hasSize(1));
    }

    @Test
    void aSkippedGradientNamesToo() {
        Trainee.Plan plan = plan(false);
        DataSet data = data(plan, false);
        data.getLabels().putScalar(new int[] {1, 0, 3}, Double.NaN);
        Trainee trainee = plan.build();
        trainee.install();
        List<ClippingRecord> records = new ArrayList<>();
        trainee.listen(ClippingListener.builder(new GlobalNormClipping(1))
                .nonFinite(new NonFiniteConfig(NonFiniteConfig.Action.SKIP, 10))
                .clips(records::add)
                .build());
        trainee.fit(data);
        assertThat(records.get(0).miniBatch().largest().get(0).index()).isEqualTo(1);
    }

    /** Without clipping the records of gradients have it, of one that is among the largest. */
    @Test
    void aGradientAmongTheLargestIsRecordedAndNames() {
        Trainee.Plan plan = Trainee.Plan.of(
                        new SimpleRnn.Builder().nOut(2).activation(Activation.TANH).build(),
                        new RnnOutputLayer.Builder(LossFunction.MSE)
                                .nOut(2)
                                .activation(Activation.IDENTITY)
                                .build())
                .with(new Sgd(0));
        Trainee trainee = plan.build();
        trainee.install();
        List<GradientRecord> records = new ArrayList<>();
        trainee.listen(new GradientListener(SamplingSchedule.every(1000), Scale.MEAN, records::add));
        DataSet usual = Sequences.regression(plan, BATCH, 2, 2);
        for (int i = 0; i < 100; i++) {
            trainee.fit(usual);
        }
        DataSet unusual = new DataSet(usual.getFeatures().dup(), usual.getLabels().dup());
        unusual.getLabels().tensorAlongDimension(CULPRIT, 1, 2).muli(100);
        trainee.fit(unusual);
        assertThat(records.stream().map(record -> record.index().update())).containsExactly(0L, 100L);
        assertThat(records.get(0).miniBatch().largest()).isEmpty();
        assertThat(records.get(1).miniBatch().largest().get(0).index()).isEqualTo(CULPRIT);
    }

    @Test
    void layersOfDeeplearning4jNameNobody() {
        Trainee.Plan plan = Trainee.Plan.of(
                new LSTM.Builder().nOut(2).activation(Activation.TANH).build(),
                new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build());
        Trainee trainee = plan.build();
        List<ClippingRecord> records = new ArrayList<>();
        trainee.listen(listener(1e-3, Scale.MEAN, records));
        trainee.fit(Sequences.regression(plan, BATCH, 2, 2));
        assertThat(records.get(0).miniBatch().largest()).isEmpty();
    }
}
