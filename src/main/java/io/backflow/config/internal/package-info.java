// SPDX-License-Identifier: Apache-2.0
/**
 * What a job and a comparison are, as records, and how they are read from YAML: every problem at once, each with its
 * line and column.
 *
 * <p>{@link io.backflow.config.internal.ConfigReader} reads, {@link io.backflow.yaml.internal.ConfigWriter} writes
 * the same records back. A record of configuration is bound by its components: the component's name is the key,
 * {@code @Default} makes it optional, {@code @Nullable} lets it be absent, and the rules in its constructor are
 * reported where the value stands. Nothing in a file can name a Java class.
 */
@NullMarked
package io.backflow.config.internal;

import org.jspecify.annotations.NullMarked;
