package io.backflow.recurrent.kernel;

/** Sees each time step of a backward pass, the last step first. */
interface StepObserver<A> {

    /** Called after a step; the arrays are used again and must not be kept or changed. */
    void step(int step, A[] kept, StepGradient<A> gradient, int length);
}
