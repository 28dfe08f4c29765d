package io.backflow.gradient;

/**
 * What is known of the non-finite elements of a gradient.
 *
 * @param count how many elements are NaN or infinite, in all blocks
 * @param first path of the first block with one, in the order of the flat view: {@code layer/parameter}, or {@code
 *     layer/parameter/gate}
 */
public record NonFiniteFinding(long count, String first) {

    @Override
    public String toString() {
        return count + " non-finite element" + (count == 1 ? "" : "s") + ", the first in " + first;
    }
}
