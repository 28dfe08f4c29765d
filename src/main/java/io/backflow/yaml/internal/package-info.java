// SPDX-License-Identifier: Apache-2.0
/** Reads and writes records as YAML. */
@NullMarked
package io.backflow.yaml.internal;

import org.jspecify.annotations.NullMarked;
