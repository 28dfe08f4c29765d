// SPDX-License-Identifier: Apache-2.0
/**
 * Products, cells and sums of floats on the JDK's incubating Vector API, where Java was started with
 * {@code --add-modules jdk.incubator.vector}.
 *
 * <p>Classes outside reach it through {@link VectorModule} alone, the one class here that can be loaded without the
 * module.
 */
@NullMarked
package io.backflow.recurrent.internal.vector;

import org.jspecify.annotations.NullMarked;
