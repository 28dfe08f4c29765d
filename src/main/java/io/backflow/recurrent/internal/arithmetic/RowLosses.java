// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

import java.util.Arrays;

/** The rows of a block in a loss: how much each counts, what its loss came to, and what its labels add up to. */
public final class RowLosses {

    final double[] weight;
    final double[] loss;
    final double[] labelSum;

    /** Makes rows that all count once. */
    public RowLosses(int rows) {
        weight = new double[rows];
        loss = new double[rows];
        labelSum = new double[rows];
        Arrays.fill(weight, 1);
    }

    /** Sets how often each row counts, in loss and derivative; rows of weight 0 are 0 whatever is in them. */
    public void weigh(double[] weights, int offset) {
        System.arraycopy(weights, offset, weight, 0, weight.length);
    }

    /** Returns how many rows there are. */
    public int count() {
        return weight.length;
    }

    /** Returns how often a row counts. */
    public double weight(int row) {
        return weight[row];
    }

    /** Returns the weighted loss of a row. */
    public double loss(int row) {
        return loss[row];
    }

    /**
     * Returns the sum of a row's labels, which only {@link OutputLoss.Kind#SOFTMAX_MCXENT} takes, of rows that count.
     */
    public double labelSum(int row) {
        return labelSum[row];
    }
}
