// SPDX-License-Identifier: Apache-2.0
/** What makes the arms of a comparison alike where their configurations are not. */
@NullMarked
package io.backflow.run.internal.fair;

import org.jspecify.annotations.NullMarked;
