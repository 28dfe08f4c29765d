// SPDX-License-Identifier: Apache-2.0
/** Files in the form {@code .ts} of the UEA and UCR archives, as aeon and sktime read and write them. */
@NullMarked
package io.backflow.data.internal.ts;

import org.jspecify.annotations.NullMarked;
