package io.backflow.flow.jacobian;

/**
 * A square matrix by its elements.
 *
 * @param elements row-major, {@code size x size}
 */
final class DenseMap implements LinearMap {

    private final double[] elements;
    private final int size;

    DenseMap(double[] elements, int size) {
        this.elements = elements;
        this.size = size;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long work() {
        return elements.length;
    }

    @Override
    public double apply(double[] in, double[] out) {
        Vectors.product(elements, in, out);
        return 0;
    }

    @Override
    public double applyTransposed(double[] in, double[] out) {
        Vectors.transposedProduct(elements, in, out);
        return 0;
    }
}
