// SPDX-License-Identifier: Apache-2.0
/** Language identification on the names that the JDK's own locale data has in 20 languages. */
@NullMarked
package io.backflow.data.internal.language;

import org.jspecify.annotations.NullMarked;
