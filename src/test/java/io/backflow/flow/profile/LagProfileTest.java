// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.gradient.Scale;
import org.junit.jupiter.api.Test;

class LagProfileTest {

    private static final double FLOOR = 1e-35;

    private static LagProfile profile(LabelledSteps labelled, int firstStep, double... norms) {
        return new LagProfile(norms, firstStep, 4, labelled, FLOOR);
    }

    @Test
    void lagsCountFromTheLastLabelledStepAndTheRateFromTheFirst() {
        LagProfile profile = profile(new LabelledSteps(2, 3, 2), 0, 1, 2, 4, 5, 0);
        assertThat(profile.lag(3)).isZero();
        assertThat(profile.lag(0)).isEqualTo(3);
        assertThat(profile.arriving()).containsExactly(4, 2, 1);
        assertThat(profile.decay().orElseThrow().points()).isEqualTo(3);
        assertThat(profile.norms(Scale.SUM)).containsExactly(1, 2, 4, 5, 0);
        assertThat(profile.norms(Scale.MEAN)).containsExactly(0.25, 0.5, 1, 1.25, 0);
    }

    @Test
    void stepsBeyondTheBackwardLengthAreNoFindings() {
        LagProfile profile = profile(new LabelledSteps(4, 4, 1), 2, Double.NaN, Double.NaN, 1, 2, 4);
        assertThat(profile.norm(1, Scale.SUM)).isNaN();
        assertThat(profile.arriving()).containsExactly(4, 2, 1);
        assertThat(profile.nonFinite()).isZero();
        assertThat(profile.lastNonFinite()).isEmpty();
        assertThat(profile.norms(Scale.SUM)).hasSize(3);
    }

    @Test
    void namesTheLatestStepThatIsNotFinite() {
        LagProfile profile = profile(new LabelledSteps(3, 3, 1), 0, Double.NaN, Double.POSITIVE_INFINITY, 2, 1);
        assertThat(profile.nonFinite()).isEqualTo(2);
        assertThat(profile.lastNonFinite()).hasValue(1);
    }

    /** The mean over 4 examples: 4e-10 is 1e-10, whose square is at the limit and rounds to just that. */
    @Test
    void stepsInThePastAreThoseWhoseMeanHasASquareUnder1eMinus20() {
        LagProfile profile = profile(new LabelledSteps(3, 3, 1), 0, 0, 3.9e-10, 4.1e-10, 1, 0, 0);
        assertThat(profile.shareInPast()).isEqualTo(0.5);
        assertThat(profile(LabelledSteps.NONE, 0, 0, 0).shareInPast()).isNaN();
    }

    @Test
    void findsTheLabelledSteps() {
        assertThat(LabelledSteps.of(new double[] {0, 2, 0, Double.NaN, 0}, 0)).isEqualTo(new LabelledSteps(1, 3, 2));
        assertThat(LabelledSteps.of(new double[] {Double.NaN, 2, 0}, 1)).isEqualTo(new LabelledSteps(1, 1, 1));
        assertThat(LabelledSteps.of(new double[2], 0)).isEqualTo(LabelledSteps.NONE);
        assertThat(LabelledSteps.NONE.reversed(4)).isEqualTo(LabelledSteps.NONE);
        assertThat(new LabelledSteps(1, 4, 2).reversed(5)).isEqualTo(new LabelledSteps(0, 3, 2));
        assertThat(new LabelledSteps(1, 4, 2).and(new LabelledSteps(0, 3, 3))).isEqualTo(new LabelledSteps(0, 4, 3));
        assertThat(LabelledSteps.NONE.and(new LabelledSteps(0, 3, 3))).isEqualTo(new LabelledSteps(0, 3, 3));
    }

    @Test
    void withoutALabelNothingArrives() {
        LagProfile profile = profile(LabelledSteps.NONE, 0, 0, 0, 0);
        assertThat(profile.arriving()).isEmpty();
        assertThat(profile.decay()).isEmpty();
    }
}
