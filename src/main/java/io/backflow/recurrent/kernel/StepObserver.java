package io.backflow.recurrent.kernel;

/** Sees each time step of a backward pass, the last step first. */
interface StepObserver<A> {

    /**
     * Called after a step; the arrays are used again and must not be kept or changed.
     *
     * @param held which examples are masked at the step; empty if none is
     * @param h state after the step, [miniBatch, units]
     */
    void step(int step, boolean[] held, A[] kept, A hBefore, A h, StepGradient<A> gradient);
}
