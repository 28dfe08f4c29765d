// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian.internal;

import io.backflow.recurrent.BackwardTrace;
import java.util.function.IntPredicate;

/** What a cell computed for one example at every time step that the backward pass reached. */
public interface ExampleSteps {

    /** Returns the first step whose activations are known. */
    int firstStep();

    /** Returns how many steps the sequence has, counted from step 0. */
    int steps();

    /** Returns whether the example is masked at a step, so that its state passes unchanged. */
    boolean masked(int step);

    /**
     * Returns the activations of all units.
     *
     * @param block one of the blocks of {@link BackwardTrace.StepActivations}
     * @param step from {@link #firstStep()} on
     */
    double[] values(String block, int step);

    /**
     * Returns one example of a backward pass.
     *
     * @param trace with activations
     * @param masked whether the example is masked at a step
     * @throws java.util.NoSuchElementException if the trace has no activations
     */
    static ExampleSteps of(BackwardTrace trace, int example, IntPredicate masked) {
        BackwardTrace.StepActivations activations = trace.activations().orElseThrow();
        return new ExampleSteps() {
            @Override
            public int firstStep() {
                return trace.firstStep();
            }

            @Override
            public int steps() {
                return trace.steps();
            }

            @Override
            public boolean masked(int step) {
                return masked.test(step);
            }

            @Override
            public double[] values(String block, int step) {
                return activations.example(block, step, example);
            }
        };
    }
}
