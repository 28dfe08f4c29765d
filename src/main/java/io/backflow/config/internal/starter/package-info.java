// SPDX-License-Identifier: Apache-2.0
/** Configurations to begin with, as commented YAML. */
@NullMarked
package io.backflow.config.internal.starter;

import org.jspecify.annotations.NullMarked;
