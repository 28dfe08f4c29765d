package io.backflow.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClipResult.BlockClip;
import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.gradient.NonFiniteFinding;
import io.backflow.gradient.StageNorms;
import io.backflow.gradient.UpdateIndex;
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

    private static final ClippingRecord UNCHANGED =
            new ClippingRecord(Records.INDEX, Action.UNCHANGED, ofNorm(0.5), ofNorm(0.5), ClipResult.UNCHANGED, null);

    private static final ClippingRecord CLIPPED = new ClippingRecord(
            Records.INDEX,
            Action.CLIPPED,
            ofNorm(5),
            ofNorm(1.414214),
            new ClipResult(List.of(new BlockClip("", 4, 1, 4800), new BlockClip("1/W", 3, 1, 128)), "l2 norm > 1.0"),
            null);

    private static StageNorms ofNorm(double l2) {
        return Records.norms(UNIT, l2, 0, 0, 0, 0);
    }

    private static ClippingRecord broken(Action action) {
        return new ClippingRecord(
                new UpdateIndex(7, 0, 3, 2),
                action,
                ofNorm(Double.NaN),
                ofNorm(0),
                ClipResult.UNCHANGED,
                new NonFiniteFinding(3, "0/RW/forget"));
    }

    private static final String HEAD = "{\"record\":\"clip\",\"update\":120,\"epoch\":2,\"batch\":20,\"segment\":0,";

    @Test
    void writesAnUnchangedGradientShort() {
        assertThat(FORMAT.row(UNCHANGED))
                .hasToString(HEAD + "\"action\":\"unchanged\",\"scale\":\"mean\","
                        + "\"globalL2\":{\"before\":0.5,\"after\":0.5},\"nonFinite\":{\"count\":0}}");
    }

    @Test
    void writesWhatWasDoneToEachBlockAndWhy() {
        assertThat(FORMAT.row(CLIPPED))
                .hasToString(HEAD + "\"action\":\"clipped\",\"scale\":\"mean\","
                        + "\"globalL2\":{\"before\":5,\"after\":1.414214},\"nonFinite\":{\"count\":0},"
                        + "\"reason\":\"l2 norm > 1.0\",\"clips\":{\"blocks\":[\"(model)\",\"1/W\"],"
                        + "\"before\":[4,3],\"after\":[1,1],\"coefficient\":[0.25,0.3333333],"
                        + "\"elements\":[4800,128]}}");
    }

    @Test
    void namesWhatIsNotFinite() {
        assertThat(FORMAT.row(broken(Action.SKIPPED)))
                .hasToString("{\"record\":\"clip\",\"update\":7,\"epoch\":0,\"batch\":3,\"segment\":2,"
                        + "\"action\":\"skipped\",\"scale\":\"mean\",\"globalL2\":{\"before\":\"NaN\",\"after\":0},"
                        + "\"nonFinite\":{\"count\":3,\"first\":\"0/RW/forget\"}}");
    }

    @Test
    void theTableHasALineForEachBlockThatWasChanged() {
        assertThat(FORMAT.table(CLIPPED).stream().map(ClippingFormatTest::values))
                .containsExactly(
                        "120,2,20,0,clipped,mean,5,1.414214,0,,l2 norm > 1.0,(model),4,1,0.25,4800",
                        "120,2,20,0,clipped,mean,5,1.414214,0,,l2 norm > 1.0,1/W,3,1,0.3333333,128");
        assertThat(FORMAT.table(UNCHANGED).stream().map(ClippingFormatTest::values))
                .containsExactly("120,2,20,0,unchanged,mean,0.5,0.5,0,,,,,,,");
        assertThat(FORMAT.table(broken(Action.SKIPPED)).stream().map(ClippingFormatTest::values))
                .containsExactly("7,0,3,2,skipped,mean,NaN,0,3,0/RW/forget,,,,,,");
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
    @CsvSource({"ZEROED, gradient zeroed", "SKIPPED, gradient skipped", "FAILED, training fails"})
    void theLogSaysWhatBecameOfAGradientThatIsNotFinite(Action action, String done) {
        assertThat(FORMAT.line(broken(action)))
                .contains("Update 7 (epoch 0, batch 3, segment 2): " + done
                        + ", 3 non-finite elements, the first in 0/RW/forget");
    }

    @Test
    void theLogLeavesTheOrdinaryToTheGradientsLine() {
        assertThat(FORMAT.line(UNCHANGED)).isEmpty();
        assertThat(FORMAT.line(CLIPPED)).isEmpty();
    }
}
