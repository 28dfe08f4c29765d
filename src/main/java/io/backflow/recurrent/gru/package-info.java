// SPDX-License-Identifier: Apache-2.0
/** The gated recurrent unit as a layer configuration, which Deeplearning4j lacks. */
@NullMarked
package io.backflow.recurrent.gru;

import org.jspecify.annotations.NullMarked;
