// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

/**
 * Element-wise loops over arrays of one primitive type, from which the cells are put together.
 *
 * <p>Each loop is plain, counted and free of branches and calls, so that the JIT vectorises it. All operands of one
 * call have at least {@code length} elements; an output may be one of the inputs.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public interface Arithmetic<A> {

    /** Returns {@code count} arrays of {@code length} zeros. */
    A[] blocks(int count, int length);

    /** Returns one array of {@code length} zeros. */
    A block(int length);

    /** Returns off-heap memory for {@code length} numbers, freed when it is closed or no longer reachable. */
    Memory<A> allocate(long length);

    /** {@code z = f(z + bias)}. */
    void activate(Activation f, A z, A bias, int length);

    /** {@code z = f(z)}. */
    void activate(Activation f, A z, int length);

    /** {@code dy = dy f'(x)}, told from {@code y = f(x)}. */
    void slope(Activation f, A y, A dy, int length);

    /** {@code out = a + b}. */
    void sum(A out, A a, A b, int length);

    /** {@code out = a b}. */
    void product(A out, A a, A b, int length);

    /** {@code out = out + a b}. */
    void addProduct(A out, A a, A b, int length);

    /** {@code out = a b + c d}. */
    void products(A out, A a, A b, A c, A d, int length);

    /** {@code out = a (b - c)}. */
    void productOfDifference(A out, A a, A b, A c, int length);

    /** {@code out = a (1 - b)}. */
    void productOfRest(A out, A a, A b, int length);

    /** {@code out = (1 - z) a + z b}. */
    void blend(A out, A z, A a, A b, int length);

    /** Sets {@code length} elements from {@code offset} on to 0. */
    void clear(A out, int offset, int length);

    /** Copies {@code length} elements. */
    void copy(A from, int fromOffset, A to, int toOffset, int length);

    /**
     * Writes {@code rows} copies of the {@code length} elements of {@code row} from {@code offset} on to {@code out}.
     */
    void tile(A row, int offset, int length, int rows, A out);

    /** Adds to {@code sums[offset + j]} the sum over {@code rows} rows of {@code length} elements of {@code in}. */
    void sumRows(A in, int rows, int length, A sums, int offset);

    /** Returns the largest absolute value of {@code length} elements from {@code offset} on; NaN if one of them is. */
    double largest(A a, int offset, int length);

    /** Returns the sum of the squares of {@code length} elements from {@code offset} on, taken in double. */
    double sumOfSquares(A a, int offset, int length);

    /** Returns the L2 norm of {@code length} elements from {@code offset} on; right wherever double can hold it. */
    double norm(A a, int offset, int length);

    /** Multiplies {@code length} elements from {@code offset} on. */
    void scale(A a, int offset, int length, double by);

    /** Moves finite elements into {@code [-bound, bound]}, leaves the others; returns how many it moved. */
    int clamp(A a, int offset, int length, double bound);

    /** Returns the largest relative error of one rounding. */
    double roundoff();

    /** Returns sums over blocks, with scratch memory of their own. */
    Reductions<A> reductions();

    /** Replaces each row by its softmax. */
    void softmaxRows(A z, int rows, int columns);

    /**
     * Replaces probabilities p by {@code weight (p - label)}; returns the weighted sum of {@code -label log(p)}, p
     * clipped.
     */
    double crossEntropy(A p, A labels, double clip, RowLosses rows, int columns);

    /**
     * Replaces probabilities by the weighted derivative of binary cross entropy by the logits; returns the weighted
     * loss.
     */
    double binaryCrossEntropy(A p, A labels, double clip, RowLosses rows, int columns);

    /**
     * Replaces outputs y by {@code weight 2 (y - label) / columns}; returns the weighted sum of {@code (y - label)^2 /
     * columns}.
     */
    double squaredError(A y, A labels, RowLosses rows, int columns);

    /** Returns how many elements an array has. */
    int length(A a);

    /** Returns one element. */
    double get(A a, int index);

    /** Sets one element, rounded to the type. */
    void set(A a, int index, double value);
}
