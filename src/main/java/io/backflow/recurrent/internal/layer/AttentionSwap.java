// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.model.internal.MendedAttentionVertex;
import io.backflow.recurrent.LayerReport;
import io.backflow.recurrent.internal.attention.AttentionFactor;
import io.backflow.recurrent.internal.attention.AttentionKind;
import io.backflow.recurrent.internal.attention.MendedAttentionLayer;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.layers.samediff.SameDiffGraphVertex;

/** Replaces attention whose gradient is too long by a factor; reports nothing of any that is right. */
final class AttentionSwap {

    private AttentionSwap() {}

    /** Returns what should take the place of a layer. */
    static Layer mend(Layer layer, AttentionKind kind, String name, List<LayerReport> reports) {
        if (layer instanceof MendedAttentionLayer ours) {
            reports.add(mended(name, ours.factor()));
            return layer;
        }
        AttentionFactor factor = AttentionFactor.of(kind);
        report(name, factor).ifPresent(reports::add);
        if (factor.value() == 1) {
            return layer;
        }
        Layer ours = new MendedAttentionLayer(
                layer.conf(), ((AbstractLayer<?>) layer).getDataType(), factor.value());
        LayerSwap.takeOver(layer, ours);
        return ours;
    }

    /** Returns what should take the place of a vertex. */
    static GraphVertex mend(GraphVertex vertex, List<LayerReport> reports) {
        String name = vertex.getVertexName();
        if (vertex instanceof MendedAttentionVertex ours) {
            reports.add(mended(name, ours.factor()));
            return vertex;
        }
        boolean plain = vertex.getClass() == SameDiffGraphVertex.class;
        if (!plain || !(vertex.getConfig() instanceof AttentionVertex conf)) {
            return vertex;
        }
        AttentionFactor factor = AttentionFactor.of(AttentionKind.of(conf));
        report(name, factor).ifPresent(reports::add);
        return factor.value() == 1
                ? vertex
                : MendedAttentionVertex.instead((SameDiffGraphVertex) vertex, factor.value());
    }

    /** Returns Deeplearning4j's own vertex. */
    static GraphVertex restore(GraphVertex vertex) {
        return vertex instanceof MendedAttentionVertex ours ? ours.plain() : vertex;
    }

    private static Optional<LayerReport> report(String name, AttentionFactor factor) {
        if (!factor.obstacle().isEmpty()) {
            return Optional.of(new LayerReport(name, false, factor.obstacle()));
        }
        return factor.value() == 1 ? Optional.empty() : Optional.of(mended(name, factor.value()));
    }

    private static LayerReport mended(String name, int factor) {
        return new LayerReport(
                name, true, "Deeplearning4j's attention, with its gradient divided by " + factor + ", as measured");
    }
}
