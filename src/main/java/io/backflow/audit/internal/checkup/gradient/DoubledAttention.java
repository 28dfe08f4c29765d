// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.gradient;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedLayer;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;

/** Attention of Deeplearning4j's own. */
final class DoubledAttention implements Check {

    private static final Known KNOWN = new Known(
            "attention-doubled",
            Severity.WRONG,
            "gradients of attention and of every layer below it are twice the true ones, those above are right",
            "nn/layers/samediff/SameDiffLayer.java",
            "install layers (Backflow.on(model).install()); where attention is kept, halve the learning rate and"
                    + " thresholds of these layers and of those below");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<String> where = new ArrayList<>(model.namesOf(DoubledAttention::isDoubled));
        model.view().parts().stream()
                .filter(part -> model.view().vertices().get(part.name()) instanceof AttentionVertex)
                .filter(part -> !ExaminedLayer.isOurs(part.trainable()))
                .forEach(part -> where.add(part.name()));
        return KNOWN.at(where, "2.00 times");
    }

    private static boolean isDoubled(ExaminedLayer layer) {
        boolean attention = layer.configurations().stream()
                .anyMatch(conf -> conf instanceof SelfAttentionLayer
                        || conf instanceof LearnedSelfAttentionLayer
                        || conf instanceof RecurrentAttentionLayer);
        return attention && !layer.isInstalled();
    }
}
