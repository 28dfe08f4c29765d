// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import java.util.ArrayList;
import java.util.List;

/**
 * A copy of the weights that a forward pass used, to tell whether the backward pass still has the same ones before it.
 */
final class KeptWeights<A> implements AutoCloseable {

    private final Arithmetic<A> arithmetic;
    private final List<Memory<A>> copies = new ArrayList<>();

    KeptWeights(Arithmetic<A> arithmetic) {
        this.arithmetic = arithmetic;
    }

    void keep(List<Memory<A>> weights) {
        if (copies.isEmpty()) {
            weights.forEach(w -> copies.add(arithmetic.allocate(w.length())));
        }
        for (int i = 0; i < weights.size(); i++) {
            weights.get(i).copyTo(0, copies.get(i), 0, weights.get(i).length());
        }
    }

    boolean areStill(List<Memory<A>> weights) {
        for (int i = 0; i < weights.size(); i++) {
            if (copies.isEmpty() || !copies.get(i).sameContent(weights.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        copies.forEach(Memory::close);
        copies.clear();
    }
}
