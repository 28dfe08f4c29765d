// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.update;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedLayer;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Figures;
import io.backflow.audit.internal.checkup.Known;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaBelief;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.RmsProp;

/** Steps that are large beside the weights. */
final class LargeSteps implements Check {

    private static final Known KNOWN = new Known(
            "learning-rate",
            Severity.RISK,
            "with an updater that divides by the size of the gradient, the first update moves every weight by about the"
                    + " learning rate, which is a large share of the weights; about 0.001 of them is usual",
            "nd4j: linalg/learning/AdamUpdater.java; Kingma and Ba (2015), section 2.1",
            "a lower learning rate, or a schedule that warms up");

    /** The share of a weight's size that an update may have. */
    private static final double SHARE = 0.25;

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        int iteration = model.view().iterationCount();
        int epoch = model.view().epochCount();
        List<ExaminedLayer> found = model.layers().stream()
                .filter(layer -> share(layer, iteration, epoch) >= SHARE)
                .toList();
        double largest = found.stream()
                .mapToDouble(layer -> share(layer, iteration, epoch))
                .max()
                .orElse(0);
        return KNOWN.at(
                found.stream().map(ExaminedLayer::name).toList(),
                String.format(Locale.ROOT, "up to %s of a weight's root mean square", Figures.of(largest, 2)));
    }

    private static double share(ExaminedLayer layer, int iteration, int epoch) {
        Map<String, INDArray> parameters = layer.layer().paramTable();
        if (layer.trained().isEmpty() || parameters == null) {
            return 0;
        }
        return parameters.entrySet().stream()
                .filter(each -> isWeight(each.getKey(), each.getValue()))
                .mapToDouble(each -> share(layer.trained().orElseThrow(), each.getValue(), iteration, epoch))
                .max()
                .orElse(0);
    }

    private static boolean isWeight(String key, INDArray values) {
        return key.contains("W") && values.rank() == 2 && values.length() > 1;
    }

    private static double share(BaseLayer layer, INDArray weights, int iteration, int epoch) {
        double sum = 0;
        for (double weight : weights.castTo(DataType.DOUBLE).dup().data().asDouble()) {
            sum += weight * weight;
        }
        double size = Math.sqrt(sum / weights.length());
        IUpdater updater = layer.getIUpdater();
        OptionalDouble step = updater == null ? OptionalDouble.empty() : firstStep(updater, iteration, epoch);
        return step.isPresent() && size > 0 ? step.getAsDouble() / size : 0;
    }

    /** Returns by how much the first update moves a parameter, whatever its gradient. */
    private static OptionalDouble firstStep(IUpdater updater, int iteration, int epoch) {
        if (!updater.hasLearningRate()) {
            return OptionalDouble.empty();
        }
        double rate = updater.getLearningRate(iteration, epoch);
        if (updater instanceof RmsProp rms) {
            return OptionalDouble.of(rate / Math.sqrt(1 - rms.getRmsDecay()));
        }
        boolean divides = updater instanceof Adam
                || updater instanceof AMSGrad
                || updater instanceof Nadam
                || updater instanceof AdaMax
                || updater instanceof AdaBelief
                || updater instanceof AdaGrad;
        return divides ? OptionalDouble.of(rate) : OptionalDouble.empty();
    }
}
