// SPDX-License-Identifier: Apache-2.0
/** Programs of Deeplearning4j with Backflow in them, each to be run as it is. */
@NullMarked
package io.backflow.examples;

import org.jspecify.annotations.NullMarked;
