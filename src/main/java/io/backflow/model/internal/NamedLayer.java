// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.jspecify.annotations.Nullable;

/**
 * A layer with its place in a network.
 *
 * @param name what it is called in every record
 * @param layer the layer itself, in its wrappers
 * @param before what its input goes through first, null if nothing
 */
public record NamedLayer(String name, Layer layer, @Nullable InputPreProcessor before) {}
