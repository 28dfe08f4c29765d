// SPDX-License-Identifier: Apache-2.0
/** The user's own files, in any of the forms that sequences come in: what they are taken for and the data they make. */
@NullMarked
package io.backflow.data.internal.file;

import org.jspecify.annotations.NullMarked;
