// SPDX-License-Identifier: Apache-2.0
/** What commands have in common that look at files of data, and the configuration that they lead to. */
@NullMarked
package io.backflow.cli.internal.data;

import org.jspecify.annotations.NullMarked;
