// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.update;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedLayer;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.nd4j.linalg.api.buffer.DataType;

/** Norms of large layers in float. */
final class FloatSums implements Check {

    private static final Known KNOWN = new Known(
            "norms-in-float",
            Severity.NOTE,
            "norms of float arrays are added one by one in float, so that GradientNormalization and L2's part of the"
                    + " score are off for large layers",
            "nd4j: INDArray.norm2Number",
            "clip by Backflow.on(model).clip(...), which adds in double");

    private static final Set<GradientNormalization> BY_NORM = Set.of(
            GradientNormalization.ClipL2PerLayer,
            GradientNormalization.ClipL2PerParamType,
            GradientNormalization.RenormalizeL2PerLayer,
            GradientNormalization.RenormalizeL2PerParamType);

    private static final long LARGE = 1_000_000;

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        if (model.view().dataType() != DataType.FLOAT) {
            return Optional.empty();
        }
        List<ExaminedLayer> found =
                model.layers().stream().filter(FloatSums::isLarge).toList();
        long largest = found.stream()
                .mapToLong(layer -> layer.layer().numParams())
                .max()
                .orElse(0);
        return KNOWN.at(
                found.stream().map(ExaminedLayer::name).toList(),
                String.format(Locale.ROOT, "%,d parameters; 2e-4 at a million, 1.3e-2 at 16 million", largest));
    }

    private static boolean isLarge(ExaminedLayer layer) {
        return layer.layer().numParams() >= LARGE
                && Normalisation.of(layer).filter(BY_NORM::contains).isPresent();
    }
}
