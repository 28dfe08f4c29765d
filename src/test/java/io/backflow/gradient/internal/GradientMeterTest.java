// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.NaiveNorms;
import io.backflow.gradient.NonFiniteFinding;
import io.backflow.gradient.Norms;
import io.backflow.gradient.StageNorms;
import io.backflow.gradient.TestNetwork;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Norms of elements that a network seldom has: tiny, huge, and not finite. */
class GradientMeterTest {

    private static final Model MODEL = TestNetwork.LSTM_LAYER.build(DataType.DOUBLE);
    private static final GradientLayout LAYOUT = GradientLayout.of(MODEL);
    private static final GradientMeter METER = new GradientMeter(LAYOUT);

    private static INDArray flat(DataType type, IntToDoubleFunction element) {
        INDArray flat = Nd4j.create(type, LAYOUT.viewLength());
        for (int i = 0; i < flat.length(); i++) {
            flat.putScalar(i, element.applyAsDouble(i));
        }
        return flat;
    }

    /** Exact to 34 digits, whatever the exponents. */
    private static double exactL2(double[] elements) {
        BigDecimal squares = Arrays.stream(elements)
                .mapToObj(x -> new BigDecimal(x).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return squares.sqrt(MathContext.DECIMAL128).doubleValue();
    }

    @ParameterizedTest(name = "{0} around {1}")
    @CsvSource({
        "DOUBLE, 1e-200",
        "DOUBLE, 1e-140",
        "DOUBLE, 1e-300",
        "DOUBLE, 1e-320",
        "DOUBLE, 1e200",
        "DOUBLE, 1e153",
        "DOUBLE, 1e304",
        "FLOAT, 1e-40",
        "FLOAT, 1e-44",
        "FLOAT, 1e-20",
        "FLOAT, 2e38"
    })
    void normsNeitherUnderflowNorOverflow(DataType type, double size) {
        Random random = new Random(3);
        INDArray flat = flat(type, i -> size * (random.nextDouble() - 0.5));
        StageNorms norms = METER.measure(flat);
        for (GradientBlock block : LAYOUT.blocks()) {
            double[] elements = elements(flat, block);
            double expected = exactL2(elements);
            Norms actual = norms.of(block);
            // Subnormal results of double have less than 53 bits: one step of them is allowed for.
            double tolerance = expected * NaiveNorms.ORDER_OF_SUMMATION + 2 * Double.MIN_VALUE;
            assertThat(actual.l2()).as("l2 of %s", block.path()).isCloseTo(expected, within(tolerance));
            assertThat(actual.max()).as("max of %s", block.path()).isEqualTo(NaiveNorms.max(elements));
            assertThat(actual.l2()).isPositive().isFinite();
            assertThat(actual.nonFinite()).isZero();
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"DOUBLE", "FLOAT", "HALF"})
    void l2NormsMeasuredAloneAreTheSameBits(DataType type) {
        Random random = new Random(7);
        INDArray flat = flat(type, i -> random.nextGaussian());
        StageNorms all = METER.measure(flat);
        StageNorms alone = METER.measureL2(flat);
        for (GradientBlock block : LAYOUT.blocks()) {
            Norms l2 = alone.of(block);
            assertThat(l2.l2()).isEqualTo(all.of(block).l2());
            assertThat(l2.count()).isEqualTo(all.of(block).count());
            assertThat(List.of(l2.l1(), l2.max())).containsOnly(Double.NaN);
        }
    }

    @ParameterizedTest(name = "{0}, one element {1}")
    @CsvSource({"DOUBLE, NaN", "FLOAT, NaN", "DOUBLE, Infinity", "FLOAT, -Infinity", "DOUBLE, 1e200", "DOUBLE, 1e308"})
    void allNormsAreMeasuredWhereL2NormsAloneDoNotSayEnough(DataType type, double odd) {
        INDArray flat = flat(type, i -> i == 5 ? odd : 1.0);
        assertThat(METER.measureL2(flat).all()).isEqualTo(METER.measure(flat).all());
    }

    @Test
    void blocksOfZerosAndOfTinyElementsAreMeasuredInFull() {
        for (double size : new double[] {0.0, 1e-200}) {
            INDArray flat = flat(DataType.DOUBLE, i -> size);
            assertThat(METER.measureL2(flat).all())
                    .isEqualTo(METER.measure(flat).all());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void elementsOfVeryDifferentSizeAreAddedExactly(long seed) {
        Random random = new Random(seed);
        INDArray flat = flat(DataType.DOUBLE, i -> random.nextGaussian() * Math.pow(10, random.nextInt(600) - 300));
        StageNorms norms = METER.measure(flat);
        for (GradientBlock block : LAYOUT.blocks()) {
            double expected = exactL2(elements(flat, block));
            assertThat(norms.of(block).l2()).isCloseTo(expected, within(expected * NaiveNorms.ORDER_OF_SUMMATION));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void zerosHaveNormZero(DataType type) {
        StageNorms norms = METER.measure(Nd4j.create(type, LAYOUT.viewLength()));
        for (GradientBlock block : LAYOUT.blocks()) {
            assertThat(norms.of(block)).isEqualTo(new Norms(norms.of(block).count(), 0.0, 0.0, 0.0, 0));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void nonFiniteElementsAreCountedWhereTheyAre(DataType type) {
        INDArray flat = flat(type, i -> 1.0);
        GradientBlock forget = LAYOUT.find("layer0/RW/forget").orElseThrow();
        GradientBlock bias = LAYOUT.find("layer1/b").orElseThrow();
        flat.putScalar(forget.offset(), Double.POSITIVE_INFINITY);
        flat.putScalar(forget.offset() + forget.length() - 1, Double.NEGATIVE_INFINITY);
        flat.putScalar(bias.offset() + 1, Double.NaN);

        StageNorms norms = METER.measure(flat);
        double infinite = Double.POSITIVE_INFINITY;
        long inForget = forget.length();
        assertThat(norms.of(forget)).isEqualTo(new Norms(inForget, infinite, infinite, infinite, 2));
        assertThat(norm(norms, "layer0/RW").nonFinite()).isEqualTo(2);
        assertThat(norm(norms, "layer0/RW").l2()).isEqualTo(infinite);
        assertThat(norm(norms, "layer0").l1()).isEqualTo(infinite);
        assertThat(norm(norms, "layer0/RW/output").l2()).isFinite();
        assertThat(norm(norms, "layer0/W").nonFinite()).isZero();
        assertThat(norms.of(bias)).isEqualTo(new Norms(2, Double.NaN, Double.NaN, Double.NaN, 1));
        assertThat(norms.global()).isEqualTo(new Norms(LAYOUT.viewLength(), Double.NaN, Double.NaN, Double.NaN, 3));
        assertThat(GradientRecord.find(norms))
                .contains(new NonFiniteFinding(3, norms.global().l2(), "layer0", "RW", "forget", List.of()));
    }

    @Test
    void aHugeButFiniteGradientIsNoFinding() {
        StageNorms norms = METER.measure(flat(DataType.DOUBLE, i -> Double.MAX_VALUE));
        assertThat(norms.global().l2())
                .isEqualTo(Double.POSITIVE_INFINITY); // the true norm is over the range of double
        assertThat(norms.global().max()).isEqualTo(Double.MAX_VALUE);
        assertThat(norms.global().nonFinite()).isZero();
        assertThat(GradientRecord.find(norms)).isEmpty();
    }

    @Test
    void aFactorScalesAllNormsButNotTheCounts() {
        Norms norms = new Norms(4, 8.0, 4.0, 2.0, 1).times(0.25);
        assertThat(norms).isEqualTo(new Norms(4, 2.0, 1.0, 0.5, 1));
        assertThat(norms.rms()).isEqualTo(0.5);
        assertThat(new Norms(0, 0, 0, 0, 0).rms()).isZero();
    }

    private static Norms norm(StageNorms norms, String path) {
        return norms.of(LAYOUT.find(path).orElseThrow());
    }

    private static double[] elements(INDArray flat, GradientBlock block) {
        return IntStream.range(0, (int) block.length())
                .mapToDouble(i -> flat.getDouble(block.offset() + i))
                .toArray();
    }
}
