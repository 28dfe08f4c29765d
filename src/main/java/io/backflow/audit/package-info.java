// SPDX-License-Identifier: Apache-2.0
/** Whether a network's gradient is that of its loss, block by block. */
@NullMarked
package io.backflow.audit;

import org.jspecify.annotations.NullMarked;
