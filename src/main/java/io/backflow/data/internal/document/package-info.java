// SPDX-License-Identifier: Apache-2.0
/** Short texts with a class each: a line of a file, or a line of the class's own file. */
@NullMarked
package io.backflow.data.internal.document;

import org.jspecify.annotations.NullMarked;
