// SPDX-License-Identifier: Apache-2.0
/** Event files of TensorBoard, written without a library. */
@NullMarked
package io.backflow.record.internal.tensorboard;

import org.jspecify.annotations.NullMarked;
