// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What is counted and added up over the batches of a split. */
interface Totals {
    void add(INDArray labels, INDArray output, @Nullable INDArray mask);

    Map<String, Double> figures();

    TaskLoss loss();

    /** Returns which classes were answered for which; empty for numbers, and with very many classes. */
    default Optional<Confusion> confusion() {
        return Optional.empty();
    }

    /** Returns the share of sequences that are right; NaN where that is not defined. */
    double shareRight();
}
