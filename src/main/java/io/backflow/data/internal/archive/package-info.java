// SPDX-License-Identifier: Apache-2.0
/** Data sets of the UCR archive that are defined by a formula or published elsewhere, as the archive has them. */
@NullMarked
package io.backflow.data.internal.archive;

import org.jspecify.annotations.NullMarked;
