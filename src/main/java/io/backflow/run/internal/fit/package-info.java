// SPDX-License-Identifier: Apache-2.0
/** How minibatches are trained on where DL4J's {@code fit} by itself would not do: it stays what makes the update. */
@NullMarked
package io.backflow.run.internal.fit;

import org.jspecify.annotations.NullMarked;
