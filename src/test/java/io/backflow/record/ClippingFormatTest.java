// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClipResult.BlockClip;
import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.NonFiniteFinding;
import io.backflow.gradient.Scale;
import io.backflow.gradient.StageNorms;
import io.backflow.gradient.UpdateIndex;
import io.backflow.record.internal.Decimal;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ClippingFormatTest {

    private static final ClippingFormat FORMAT = new ClippingFormat();

    private static final MultiLayerNetwork UNIT = Records.oneUnit();

    private static final MiniBatch UNCOUNTED = new MiniBatch(32, Double.NaN);

    private static final ClippingRecord UNCHANGED =
            unchanged(ofNorm(0.5), ClippingRecord.ClippingStatistics.NONE, false);

    private static final ClippingRecord.ClippingStatistics STATISTICS =
            new ClippingRecord.ClippingStatistics(121, 80, 2, 1.25, 3.5, 7.875);

    private static final ClippingRecord CLIPPED = new ClippingRecord(
            Records.INDEX,
            Action.CLIPPED,
            Scale.MEAN,
            UNCOUNTED,
            ofNorm(5),
            ofNorm(1.414214),
            new ClipResult(
                    List.of(new BlockClip("", 4, 1, 4800, 1), new BlockClip("1/W", 3, 1, 128)), "l2 norm > 1.0", 1.0),
            null,
            STATISTICS,
            true);

    private static ClippingRecord unchanged(
            StageNorms norms, ClippingRecord.ClippingStatistics statistics, boolean sampled) {
        return new ClippingRecord(
                Records.INDEX,
                Action.UNCHANGED,
                Scale.MEAN,
                UNCOUNTED,
                norms,
                norms,
                ClipResult.unchanged(2.5),
                null,
                statistics,
                sampled);
    }

    private static StageNorms ofNorm(double l2) {
        return Records.norms(UNIT, l2, 0, 0, 0, 0);
    }

    private static ClippingRecord broken(Action action) {
        return new ClippingRecord(
                new UpdateIndex(7, 0, 3, 2),
                action,
                Scale.MEAN,
                UNCOUNTED,
                ofNorm(Double.NaN),
                ofNorm(0),
                ClipResult.UNCHANGED,
                new NonFiniteFinding(
                        3,
                        Double.NaN,
                        "0",
                        "RW",
                        "forget",
                        List.of(new NonFiniteFinding.Step("1", 37), new NonFiniteFinding.Step("0", 36))),
                ClippingRecord.ClippingStatistics.NONE,
                false);
    }

    private static final String HEAD = "{\"record\":\"clip\",\"update\":120,\"epoch\":2,\"batch\":20,\"segment\":0,";

    @Test
    void writesAnUnchangedGradientShort() {
        assertThat(FORMAT.row(UNCHANGED))
                .hasToString(HEAD + "\"action\":\"unchanged\",\"scale\":\"mean\","
                        + "\"globalL2\":{\"before\":0.5,\"after\":0.5},\"threshold\":2.5,\"nonFinite\":{\"count\":0}}");
    }

    @Test
    void saysTheScaleAndTheLabelledStepsWhereTheyWereCounted() {
        ClippingRecord perStep = new ClippingRecord(
                Records.INDEX,
                Action.UNCHANGED,
                Scale.PER_STEP,
                new MiniBatch(32, 1600),
                ofNorm(0.5),
                ofNorm(0.5),
                ClipResult.UNCHANGED,
                null,
                STATISTICS,
                false);
        assertThat(FORMAT.row(perStep).toString())
                .startsWith(
                        HEAD + "\"action\":\"unchanged\",\"scale\":\"per-step\",\"labelledSteps\":1600,\"globalL2\"");
        assertThat(values(FORMAT.table(perStep).get(0))).startsWith("120,2,20,0,0,unchanged,per-step,1600,0.5,");
    }

    private static final String CLIPPED_SHORT = HEAD + "\"action\":\"clipped\",\"scale\":\"mean\","
            + "\"globalL2\":{\"before\":5,\"after\":1.414214},\"threshold\":1,\"nonFinite\":{\"count\":0},"
            + "\"coefficient\":0.25,\"changed\":2,\"reason\":\"l2 norm > 1.0\"";

    private static final String RUNNING = "\"running\":{\"gradients\":121,\"clipped\":80,\"nonFinite\":2,"
            + "\"shareClipped\":0.661157,\"p50\":1.25,\"p90\":3.5,\"p99\":7.875}}";

    @Test
    void writesWhatWasDoneToEachBlockAndWhy() {
        assertThat(FORMAT.row(CLIPPED))
                .hasToString(CLIPPED_SHORT + ",\"clips\":{\"blocks\":[\"(model)\",\"1/W\"],"
                        + "\"before\":[4,3],\"after\":[1,1],\"coefficient\":[0.25,0.3333333],"
                        + "\"elements\":[4800,128],\"threshold\":[1,\"NaN\"]}," + RUNNING);
    }

    @Test
    void aClippedUpdateThatIsNotSampledIsWrittenShort() {
        ClippingRecord full = CLIPPED;
        ClippingRecord brief = new ClippingRecord(
                full.index(),
                full.action(),
                full.scale(),
                full.miniBatch(),
                full.before(),
                full.after(),
                full.result(),
                null,
                STATISTICS,
                false);
        assertThat(FORMAT.row(brief)).hasToString(CLIPPED_SHORT + "}");
    }

    @Test
    void aSampledUpdateSaysWhatAllHadInCommon() {
        assertThat(FORMAT.row(unchanged(ofNorm(0.5), STATISTICS, true)))
                .hasToString(HEAD + "\"action\":\"unchanged\",\"scale\":\"mean\","
                        + "\"globalL2\":{\"before\":0.5,\"after\":0.5},\"threshold\":2.5,\"nonFinite\":{\"count\":0},"
                        + RUNNING);
    }

    @Test
    void namesWhatIsNotFinite() {
        assertThat(FORMAT.row(broken(Action.SKIPPED)))
                .hasToString("{\"record\":\"clip\",\"update\":7,\"epoch\":0,\"batch\":3,\"segment\":2,"
                        + "\"action\":\"skipped\",\"scale\":\"mean\",\"globalL2\":{\"before\":\"NaN\",\"after\":0},"
                        + "\"nonFinite\":{\"count\":3,\"first\":\"0/RW/forget\",\"layer\":\"0\",\"parameter\":\"RW\","
                        + "\"gate\":\"forget\",\"metBy\":[\"1\",\"0\"],\"atTimeStep\":[37,36]}}");
    }

    @Test
    void namesTheModelWhereOneListenerServesSeveral() {
        ClippingRecord second = new ClippingRecord(
                new UpdateIndex(1, 120, 2, 20, 0),
                Action.UNCHANGED,
                Scale.MEAN,
                UNCOUNTED,
                ofNorm(0.5),
                ofNorm(0.5),
                ClipResult.UNCHANGED,
                null,
                STATISTICS,
                false);
        assertThat(FORMAT.row(second).toString()).startsWith("{\"record\":\"clip\",\"model\":1,\"update\":120,");
        assertThat(values(FORMAT.table(second).get(0))).startsWith("120,2,20,0,1,unchanged,");
    }

    @Test
    void theTableHasALineForEachBlockThatWasChanged() {
        assertThat(FORMAT.table(CLIPPED).stream().map(ClippingFormatTest::values))
                .containsExactly(
                        "120,2,20,0,0,clipped,mean,,5,1.414214,0.661157,1.25,3.5,7.875,0,,,,,,,,,l2 norm > 1.0,(model),4,1,0.25,4800,1",
                        "120,2,20,0,0,clipped,mean,,5,1.414214,0.661157,1.25,3.5,7.875,0,,,,,,,,,l2 norm > 1.0,1/W,3,1,0.3333333,128,");
        assertThat(FORMAT.table(UNCHANGED).stream().map(ClippingFormatTest::values))
                .containsExactly("120,2,20,0,0,unchanged,mean,,0.5,0.5,0,NaN,NaN,NaN,0,,,,,,,,,,,,,,,2.5");
        assertThat(FORMAT.table(broken(Action.SKIPPED)).stream().map(ClippingFormatTest::values))
                .containsExactly("7,0,3,2,0,skipped,mean,,NaN,0,0,NaN,NaN,NaN,3,0/RW/forget,1,37,,,,,,,,,,,,");
    }

    @Test
    void namesTheExamplesThatAddedMost() {
        MiniBatch named = new MiniBatch(
                32,
                Double.NaN,
                List.of(
                        new MiniBatch.Example(5, "rnn0", 4.5, 0.83, "sequence 17 of train.csv, line 301"),
                        new MiniBatch.Example(2, "rnn1", 1, 0.041, "")));
        ClippingRecord clip = new ClippingRecord(
                Records.INDEX,
                Action.CLIPPED,
                Scale.MEAN,
                named,
                ofNorm(5),
                ofNorm(1.414214),
                CLIPPED.result(),
                null,
                STATISTICS,
                false);
        assertThat(FORMAT.row(clip).toString())
                .endsWith(",\"examples\":{\"index\":[5,2],\"share\":[0.83,0.041],\"norm\":[4.5,1],"
                        + "\"layer\":[\"rnn0\",\"rnn1\"],\"place\":[\"sequence 17 of train.csv, line 301\",\"\"]}}");
        Row row = FORMAT.table(clip).get(0);
        assertThat(row.whole("example")).isEqualTo(5);
        assertThat(row.number("exampleShare")).isEqualTo(0.83);
        assertThat(row.text("examplePlace")).isEqualTo("sequence 17 of train.csv, line 301");
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void theColumnsOfTheTableAreAlwaysTheSame(Action action) {
        List<Row> rows = FORMAT.table(action == Action.CLIPPED ? CLIPPED : broken(action));
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.names())
                        .containsExactlyElementsOf(
                                FORMAT.table(UNCHANGED).get(0).names()));
    }

    private static String values(Row row) {
        return row.fields().values().stream()
                .map(value -> value == null ? "" : value instanceof Number number ? Decimal.text(number) : value + "")
                .collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @CsvSource({
        "ZEROED, gradient zeroed",
        "SHRUNK, gradient shrunk",
        "SKIPPED, gradient skipped",
        "FAILED, training fails"
    })
    void theLogSaysWhatBecameOfAGradientThatIsNotFinite(Action action, String done) {
        assertThat(FORMAT.line(broken(action)))
                .contains("Update 7 (epoch 0, batch 3, segment 2): " + done
                        + ", 3 non-finite elements, the first in 0/RW/forget, met first at time step 37 of 1");
    }

    @Test
    void theLogLeavesTheOrdinaryToTheGradientsLine() {
        assertThat(FORMAT.line(UNCHANGED)).isEmpty();
        assertThat(FORMAT.line(CLIPPED)).isEmpty();
    }
}
