// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/** Puts a value into the raw gradient of chosen updates, as backpropagation through a broken model would. */
public final class Poison extends BaseTrainingListener {

    private final String path;
    private final Map<Integer, Double> values;
    /** Several threads count where the workers of a ParallelWrapper share this. */
    private final AtomicInteger updates = new AtomicInteger();

    /**
     * Poisons the first element of a block.
     *
     * @param path the block
     * @param values the value by the number of gradients that were computed before
     */
    public Poison(String path, Map<Integer, Double> values) {
        this.path = path;
        this.values = values;
    }

    @Override
    public void onBackwardPass(Model model) {
        Double value = values.get(updates.getAndIncrement());
        if (value != null) {
            GradientBlock block = GradientLayout.of(model).find(path).orElseThrow();
            model.getGradientsViewArray().putScalar(block.offset(), value);
        }
    }
}
