// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.recurrent.internal.StepLossProbe;
import io.backflow.recurrent.internal.trace.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Probes one step, or several, at every iteration. */
public final class Prober extends BaseTrainingListener {

    public static final Recorded ERRORS = new Recorded(false, false, false, true);

    /** Products in another order over some hundred numbers below 10. */
    public static final double TOLERANCE = 1e-13;

    private final int[] steps;
    public final List<List<BackwardPass>> passes = new ArrayList<>();
    private @Nullable StepLossProbe probe;

    public Prober(int... steps) {
        this.steps = steps;
    }

    @Override
    public void onForwardPass(Model model, List<INDArray> activations) {
        probe = StepLossProbe.prepare(model, ERRORS);
    }

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
        probe = StepLossProbe.prepare(model, ERRORS);
    }

    @Override
    public void onBackwardPass(Model model) {
        for (int step : steps) {
            if (probe != null) {
                passes.add(probe.measure(step));
            }
        }
    }

    /** Returns the passes of the training, with their errors. */
    public static List<BackwardPass> watch(Trainee trainee) {
        List<BackwardPass> passes = new ArrayList<>();
        BackwardObserver observer = new BackwardObserver() {
            @Override
            public boolean wantsErrors(int iteration) {
                return true;
            }

            @Override
            public void accept(BackwardPass pass) {
                passes.add(pass);
            }
        };
        if (trainee.isGraph()) {
            RecurrentLayers.addObserver(trainee.theGraph(), observer);
        } else {
            RecurrentLayers.addObserver(trainee.theNetwork(), observer);
        }
        return passes;
    }

    /** Asserts that two passes saw the same errors, and some that are not 0. */
    public static void assertSame(BackwardPass actual, BackwardPass expected) {
        assertThat(actual.layer()).isEqualTo(expected.layer());
        assertThat(actual.reversed()).isEqualTo(expected.reversed());
        BackwardTrace.StepErrors errors = actual.trace().errors().orElseThrow();
        BackwardTrace.StepErrors others = expected.trace().errors().orElseThrow();
        double largest = 0;
        for (String block : errors.blocks()) {
            for (int t = 0; t < actual.trace().steps(); t++) {
                assertThat(errors.step(block, t)).containsExactly(others.step(block, t), within(TOLERANCE));
                largest = Math.max(largest, actual.trace().hidden(t));
            }
        }
        assertThat(largest).isPositive();
    }
}
