// SPDX-License-Identifier: Apache-2.0
/** One view of a Deeplearning4j model. */
@NullMarked
package io.backflow.model;

import org.jspecify.annotations.NullMarked;
