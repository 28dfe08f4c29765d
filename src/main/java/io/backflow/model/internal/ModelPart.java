// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Trainable;
import org.jspecify.annotations.Nullable;

/**
 * A layer or a vertex of a network.
 *
 * @param name what it is called in every record
 * @param trainable what has its parameters
 * @param layer the layer, null for a vertex without one
 */
public record ModelPart(
        String name, Trainable trainable, @Nullable Layer layer) {}
