// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.Scale;
import io.backflow.gradient.Stage;
import io.backflow.gradient.StageNorms;
import io.backflow.record.internal.Decimal;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

class GradientFormatTest {

    private static final GradientFormat FORMAT = new GradientFormat();
    private static final MultiLayerNetwork UNIT = Records.oneUnit();
    private static final StageNorms RAW = Records.norms(UNIT, 3, -4, 0, 1e-7, 12);
    private static final StageNorms CLIPPED = RAW.times(1.0 / 13);
    private static final StageNorms UPDATE = Records.norms(UNIT, 0.03, 0.04, 0, 0, 0.12);
    private static final StageNorms PARAMETERS = Records.norms(UNIT, 0.5, 0, 0, 1, 0);
    private static final StageNorms BROKEN = Records.norms(UNIT, 1, Double.NaN, Double.POSITIVE_INFINITY, 1, 1);

    private static GradientRecord clipped() {
        return Records.record(Map.of(Stage.RAW, RAW, Stage.CLIPPED, CLIPPED, Stage.UPDATE, UPDATE), PARAMETERS);
    }

    private static GradientRecord unclipped() {
        // As a listener makes it: equal, but not the same object.
        StageNorms same = Records.norms(UNIT, 3, -4, 0, 1e-7, 12);
        return Records.record(Map.of(Stage.RAW, RAW, Stage.CLIPPED, same, Stage.UPDATE, UPDATE), PARAMETERS);
    }

    private static GradientRecord refused() {
        return Records.record(Map.of(Stage.RAW, BROKEN, Stage.CLIPPED, BROKEN), PARAMETERS);
    }

    private static final String HEAD = "{\"record\":\"gradient\",\"update\":120,\"epoch\":2,\"batch\":20,\"segment\":0,"
            + "\"miniBatchSize\":32,\"nonFinite\":{\"count\":0},"
            + "\"blocks\":[\"(model)\",\"rnn\",\"rnn/W\",\"rnn/RW\",\"rnn/b\",\"out\",\"out/W\",\"out/b\"],"
            + "\"elements\":[5,3,1,1,1,2,1,1],";
    private static final String RAW_STAGE = "\"norms\":{\"raw\":{\"scale\":\"mean\",\"l1\":[19,7,3,4,0,12,1e-7,12],"
            + "\"l2\":[13,5,3,4,0,12,1e-7,12],\"max\":[12,4,3,4,0,12,1e-7,12]},";
    private static final String UPDATE_STAGE =
            "\"update\":{\"scale\":\"none\",\"l1\":[0.19,0.07,0.03,0.04,0,0.12,0,0.12],"
                    + "\"l2\":[0.13,0.05,0.03,0.04,0,0.12,0,0.12],\"max\":[0.12,0.04,0.03,0.04,0,0.12,0,0.12]},"
                    + "\"parameters\":{\"scale\":\"none\",\"l2\":[1.118034,0.5,0.5,0,0,1,1,0]}}}";

    @Test
    void writesAClippedGradientWithAllItsStages() {
        assertThat(FORMAT.row(clipped()))
                .hasToString(HEAD + RAW_STAGE
                        + "\"clipped\":{\"scale\":\"mean\","
                        + "\"l1\":[1.461538,0.5384615,0.2307692,0.3076923,0,0.9230769,7.692308e-9,0.9230769],"
                        + "\"l2\":[1,0.3846154,0.2307692,0.3076923,0,0.9230769,7.692308e-9,0.9230769],"
                        + "\"max\":[0.9230769,0.3076923,0.2307692,0.3076923,0,0.9230769,7.692308e-9,0.9230769]},"
                        + UPDATE_STAGE);
    }

    @Test
    void doesNotRepeatAGradientThatWasNotClippedAndSaysSo() {
        assertThat(FORMAT.row(unclipped()))
                .hasToString(HEAD + RAW_STAGE + "\"clipped\":{\"sameAs\":\"raw\"}," + UPDATE_STAGE);
    }

    @Test
    void namesWhatIsNotFiniteAndSaysThatNoUpdateWasMade() {
        Row row = FORMAT.row(refused());
        assertThat(row.row("nonFinite")).hasToString("{\"count\":2,\"first\":\"rnn/RW\"}");
        assertThat(row.row("norms").row("raw"))
                .hasToString("{\"scale\":\"mean\",\"l1\":[\"NaN\",\"NaN\",1,\"NaN\",\"Infinity\",2,1,1],"
                        + "\"l2\":[\"NaN\",\"NaN\",1,\"NaN\",\"Infinity\",1.414214,1,1],"
                        + "\"max\":[\"NaN\",\"NaN\",1,\"NaN\",\"Infinity\",1,1,1],"
                        + "\"nonFinite\":[2,2,0,1,1,0,0,0]}");
        assertThat(row.row("norms").row("clipped")).hasToString("{\"sameAs\":\"raw\"}");
        assertThat(row.row("norms").names()).contains("update");
        assertThat(row.row("norms").has("update")).isFalse();
    }

    @Test
    void anLstmsRecordIsCompact() {
        MultiLayerNetwork lstm = Records.lstm();
        StageNorms raw = Records.randomNorms(lstm, 0.1, 1);
        Map<Stage, StageNorms> stages = Map.of(
                Stage.RAW, raw,
                Stage.CLIPPED, raw,
                Stage.UPDATE, Records.randomNorms(lstm, 1e-3, 2));
        StageNorms parameters = Records.randomNorms(lstm, 1, 3);
        assertThat(raw.all()).hasSize(20);
        assertThat(FORMAT.row(Records.record(stages, parameters)).toString().length())
                .isLessThan(2_200);
        Map<Stage, StageNorms> shortened = Map.of(
                Stage.RAW, raw,
                Stage.CLIPPED, raw.times(0.3),
                Stage.UPDATE, Records.randomNorms(lstm, 1e-3, 2));
        assertThat(FORMAT.row(Records.record(shortened, parameters)).toString().length())
                .isLessThan(2_800);
    }

    @Test
    void theTableHasALineForEachStageAndBlock() {
        assertThat(FORMAT.table(clipped())).hasSize(24);
        assertThat(FORMAT.table(refused())).hasSize(16);
        String columns =
                "update,epoch,batch,segment,miniBatchSize,labelledSteps,stage,scale,block,level,elements,l1,l2,max,rms,"
                        + "nonFinite,updateRatio";
        assertThat(FORMAT.table(clipped()))
                .allSatisfy(row -> assertThat(String.join(",", row.names())).isEqualTo(columns));
        assertThat(values(FORMAT.table(clipped()).get(1)))
                .isEqualTo("120,2,20,0,32,,raw,mean,rnn,layer,3,7,5,4,2.886751,0,");
        assertThat(values(FORMAT.table(clipped()).get(8)))
                .isEqualTo("120,2,20,0,32,,clipped,mean,(model),model,5,1.461538,1,0.9230769,0.4472136,0,");
        assertThat(values(FORMAT.table(clipped()).get(18)))
                .isEqualTo("120,2,20,0,32,,update,none,rnn/W,parameter,1,0.03,0.03,0.03,0.03,0,0.06");
        assertThat(values(FORMAT.table(refused()).get(3)))
                .isEqualTo("120,2,20,0,32,,raw,mean,rnn/RW,parameter,1,NaN,NaN,NaN,NaN,1,");
    }

    @Test
    void normsPerLabelledStepSaySoAndOverHowMany() {
        GradientRecord mean = clipped();
        GradientRecord perStep = new GradientRecord(
                mean.index(), Scale.PER_STEP, new MiniBatch(32, 1600), mean.stages(), mean.parameters());
        assertThat(FORMAT.row(perStep).toString())
                .contains("\"miniBatchSize\":32,\"labelledSteps\":1600,\"nonFinite\"")
                .contains("\"raw\":{\"scale\":\"per-step\",")
                .contains("\"update\":{\"scale\":\"none\",");
        assertThat(values(FORMAT.table(perStep).get(0))).startsWith("120,2,20,0,32,1600,raw,per-step,(model),");
        assertThat(FORMAT.line(perStep).orElseThrow()).contains("13, clipped to 1 (mean over 1600 labelled steps); ");
        GradientRecord fractions =
                new GradientRecord(mean.index(), Scale.MEAN, new MiniBatch(32, 12.5), mean.stages(), mean.parameters());
        assertThat(FORMAT.row(fractions).toString()).contains("\"labelledSteps\":12.5,");
    }

    private static String values(Row row) {
        return row.fields().values().stream()
                .map(value -> value == null ? "" : value instanceof Number number ? Decimal.text(number) : value + "")
                .collect(Collectors.joining(","));
    }

    @Test
    void theLogSaysWhatHappenedToTheWholeGradient() {
        String head = "Update 120 (epoch 2, batch 20): gradient L2 norm ";
        assertThat(FORMAT.line(clipped()))
                .contains(head + "13, clipped to 1 (mean over 32 examples); update 0.13, 0.116 of the parameters");
        assertThat(FORMAT.line(unclipped()))
                .contains(head + "13 (mean over 32 examples); update 0.13, 0.116 of the parameters");
        assertThat(FORMAT.line(refused()))
                .contains(head + "NaN (mean over 32 examples); no update; 2 non-finite elements, the first in rnn/RW");
    }
}
