// SPDX-License-Identifier: Apache-2.0
/** What the program offers of its own, beside the extensions of others. */
@NullMarked
package io.backflow.setting.internal;

import org.jspecify.annotations.NullMarked;
