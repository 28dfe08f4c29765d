// SPDX-License-Identifier: Apache-2.0
/** Whether a network's gradient is that of its loss, block by block, and what in it is known to bite. */
@NullMarked
package io.backflow.audit;

import org.jspecify.annotations.NullMarked;
