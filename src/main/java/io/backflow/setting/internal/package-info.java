// SPDX-License-Identifier: Apache-2.0
/** What only Backflow itself uses of settings: its own choices, the order of keys, and words for files that fail. */
@NullMarked
package io.backflow.setting.internal;

import org.jspecify.annotations.NullMarked;
