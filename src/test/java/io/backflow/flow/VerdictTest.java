// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.flow.Verdict.Kind;
import io.backflow.flow.profile.LabelledSteps;
import io.backflow.flow.profile.LagProfile;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictTest {

    private static Verdict of(double... norms) {
        int last = norms.length - 1;
        return Verdict.of(
                new LagProfile(norms, 0, 1, new LabelledSteps(last, last, 1), FlowAssembly.FLOAT_FLOOR),
                0.5,
                false,
                null);
    }

    private static double[] decaying(double rate, int steps, double size) {
        return IntStream.range(0, steps)
                .mapToDouble(t -> size * Math.pow(rate, steps - 1 - t))
                .toArray();
    }

    /** The thresholds as rates: over 49 lags 0.01 is 0.9103 a step and 100 is 1.0985. */
    @ParameterizedTest
    @CsvSource({
        "0.5, VANISHING",
        "0.9, VANISHING",
        "0.909, VANISHING",
        "0.911, HEALTHY",
        "1, HEALTHY",
        "1.09, HEALTHY",
        "1.1, EXPLODING",
        "2, EXPLODING"
    })
    void judgesWhatArrivesAtTheOtherEnd(double rate, Kind kind) {
        Verdict verdict = of(decaying(rate, 50, 0.3));
        assertThat(verdict.kind()).isEqualTo(kind);
        assertThat(verdict.arrived()).isCloseTo(Math.pow(rate, 49), within(1e-10 * Math.pow(rate, 49)));
        assertThat(verdict.lags()).isEqualTo(49);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-30, 1e-12, 1, 1e20})
    void doesNotDependOnTheSizeOfTheLoss(double size) {
        assertThat(of(decaying(0.95, 50, size)).kind()).isEqualTo(Kind.HEALTHY);
        assertThat(of(decaying(0.8, 50, size)).kind()).isEqualTo(Kind.VANISHING);
    }

    @Test
    void doesNotJudgeWhatIsTooSmallOrNotThere() {
        assertThat(of(decaying(0.95, 50, 1e-34)).kind()).isEqualTo(Kind.UNDETERMINED);
        assertThat(of(0, 0, 0).kind()).isEqualTo(Kind.UNDETERMINED);
        assertThat(of(1).kind()).isEqualTo(Kind.UNDETERMINED);
        LagProfile unlabelled = new LagProfile(new double[3], 0, 1, LabelledSteps.NONE, FlowAssembly.FLOAT_FLOOR);
        assertThat(Verdict.of(unlabelled, 0, false, null).kind()).isEqualTo(Kind.UNDETERMINED);
    }

    @Test
    void nothingArrivingIsVanishing() {
        assertThat(of(0, 0, 1).kind()).isEqualTo(Kind.VANISHING);
    }

    @Test
    void aPeakOnTheWayIsExplodingWhateverArrives() {
        Verdict verdict = of(1e-9, 1, 150, 1);
        assertThat(verdict.kind()).isEqualTo(Kind.EXPLODING);
        assertThat(verdict.peak()).isEqualTo(150);
        assertThat(verdict.reason()).contains("lag 1");
    }

    @Test
    void whatIsNotFiniteHasDiverged() {
        assertThat(of(Double.NaN, Double.POSITIVE_INFINITY, 1))
                .returns(Kind.DIVERGED, Verdict::kind)
                .extracting(Verdict::reason)
                .asString()
                .contains("step 1");
        LagProfile fine = new LagProfile(new double[] {1, 1}, 0, 1, new LabelledSteps(1, 1, 1), 0);
        assertThat(Verdict.of(fine, Double.NaN, false, FlowRecord.Divergence.loss()))
                .returns(Kind.DIVERGED, Verdict::kind)
                .returns("the loss is NaN; the loss went first, the forward pass is finite", Verdict::reason);
    }

    @Test
    void theMostUrgentOfTheLayersIsTheNetworks() {
        assertThat(Verdict.worst(List.of(Kind.HEALTHY, Kind.VANISHING, Kind.UNDETERMINED)))
                .isEqualTo(Kind.VANISHING);
        assertThat(Verdict.worst(List.of(Kind.HEALTHY, Kind.UNDETERMINED))).isEqualTo(Kind.HEALTHY);
        assertThat(Verdict.worst(List.of())).isEqualTo(Kind.UNDETERMINED);
    }
}
