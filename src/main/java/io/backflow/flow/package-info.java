// SPDX-License-Identifier: Apache-2.0
/**
 * The flow of the gradient back through time, while a network trains: how large dL/dh_t is against the lag from the
 * loss, how fast it decays, how open the gates are, and whether it vanishes or explodes.
 *
 * <p>Everything comes from what the installed recurrent layers hand out of their own backward pass; nothing here
 * changes a model.
 */
@NullMarked
package io.backflow.flow;

import org.jspecify.annotations.NullMarked;
