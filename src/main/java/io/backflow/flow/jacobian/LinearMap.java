package io.backflow.flow.jacobian;

/**
 * A square matrix that is known by what it does to a vector.
 *
 * <p>An image is returned as a vector and the natural logarithm of a factor, {@code A v = e^s out}, so that a product of thousands of steps
 * neither vanishes nor overflows.
 */
interface LinearMap {

    /** Returns how many rows and columns there are. */
    int size();

    /** Writes {@code e^-s A in} to {@code out} and returns s; {@code in} stays as it is and must be another array. */
    double apply(double[] in, double[] out);

    /** Writes {@code e^-s A' in} to {@code out} and returns s. */
    double applyTransposed(double[] in, double[] out);

    /** Returns how many multiplications one image takes, roughly. */
    long work();
}
