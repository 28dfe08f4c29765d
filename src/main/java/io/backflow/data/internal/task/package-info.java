// SPDX-License-Identifier: Apache-2.0
/** Generated tasks, as their papers define them: training without end, evaluation on fixed sequences. */
@NullMarked
package io.backflow.data.internal.task;

import org.jspecify.annotations.NullMarked;
