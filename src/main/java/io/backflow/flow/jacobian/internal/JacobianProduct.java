// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian.internal;

import io.backflow.flow.jacobian.JacobianRecord;
import io.backflow.linalg.internal.LinearMap;
import io.backflow.linalg.internal.Vectors;
import java.util.List;

/**
 * The derivative of a state by an earlier one, {@code J_t J_{t-1} ... J_{k+1}} (Pascanu et al., 2013, eq. 5), or a
 * block of it, without ever multiplying two of them.
 *
 * <p>The vector is scaled to length 1 after each step, and the logarithms of the lengths are summed.
 */
final class JacobianProduct implements LinearMap {

    private final List<StepJacobian> steps;
    private final int offset;
    private final int size;
    private final int full;

    /**
     * Makes a product.
     *
     * @param steps in the order of time, one or more
     */
    JacobianProduct(List<StepJacobian> steps, JacobianRecord.JacobianPath path) {
        this.steps = List.copyOf(steps);
        full = steps.get(0).size();
        int half = steps.get(0).cellToCell.length;
        offset = path == JacobianRecord.JacobianPath.CELL ? half : 0;
        size = path == JacobianRecord.JacobianPath.STATE || half == 0 ? full : half;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long work() {
        return steps.stream().mapToLong(StepJacobian::work).sum();
    }

    @Override
    public List<? extends LinearMap> factors() {
        // A block of a product is no product of blocks.
        return size == full ? steps : List.of(this);
    }

    @Override
    public double apply(double[] in, double[] out) {
        return run(in, out, true);
    }

    @Override
    public double applyTransposed(double[] in, double[] out) {
        return run(in, out, false);
    }

    private double run(double[] in, double[] out, boolean forward) {
        double[] v = new double[full];
        double[] image = new double[full];
        System.arraycopy(in, 0, v, offset, size);
        double log = 0;
        for (int i = 0; i < steps.size(); i++) {
            if (forward) {
                steps.get(i).apply(v, image);
            } else {
                steps.get(steps.size() - 1 - i).applyTransposed(v, image);
            }
            double norm = Vectors.norm(image);
            double[] other = v;
            v = image;
            image = other;
            if (!(norm > 0 && norm < Double.POSITIVE_INFINITY)) {
                break;
            }
            Vectors.divide(v, norm);
            log += Math.log(norm);
        }
        System.arraycopy(v, offset, out, 0, size);
        return log;
    }
}
