// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.attention;

import java.util.Optional;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;

/**
 * A kind of attention that Deeplearning4j has.
 *
 * @param type the class of its configuration
 * @param projected whether queries, keys and values are projected first, which is another operation of ND4J's
 */
public record AttentionKind(Class<?> type, boolean projected) {

    /** Returns the kind of a layer, or nothing if it is no attention. */
    public static Optional<AttentionKind> of(Layer conf) {
        if (conf.getClass() == SelfAttentionLayer.class) {
            return Optional.of(new AttentionKind(conf.getClass(), ((SelfAttentionLayer) conf).isProjectInput()));
        }
        if (conf.getClass() == LearnedSelfAttentionLayer.class) {
            return Optional.of(new AttentionKind(conf.getClass(), ((LearnedSelfAttentionLayer) conf).isProjectInput()));
        }
        if (conf.getClass() == RecurrentAttentionLayer.class) {
            return Optional.of(new AttentionKind(conf.getClass(), ((RecurrentAttentionLayer) conf).isProjectInput()));
        }
        return Optional.empty();
    }

    /** Returns the kind of a vertex. */
    public static AttentionKind of(AttentionVertex conf) {
        return new AttentionKind(AttentionVertex.class, conf.isProjectInput());
    }

    @Override
    public String toString() {
        return type.getSimpleName() + (projected ? " with" : " without") + " projections";
    }
}
