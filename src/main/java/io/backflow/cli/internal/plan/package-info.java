// SPDX-License-Identifier: Apache-2.0
/** What `--dry-run` prints. */
@NullMarked
package io.backflow.cli.internal.plan;

import org.jspecify.annotations.NullMarked;
