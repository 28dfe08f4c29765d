// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What is in an array, to the last bit: {@code INDArray.equals} takes elements that are less than 1e-5 apart for equal.
 */
public final class Bits {

    private Bits() {}

    /** Returns a copy of the elements, for which double has room whatever the array's type. */
    public static double[] of(INDArray array) {
        return array.dup('c').castTo(DataType.DOUBLE).data().asDouble();
    }
}
