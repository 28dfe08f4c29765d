// SPDX-License-Identifier: Apache-2.0
/** Programs of Deeplearning4j as they are; the package {@code after} has the same with Backflow plugged in. */
@NullMarked
package io.backflow.examples.before;

import org.jspecify.annotations.NullMarked;
