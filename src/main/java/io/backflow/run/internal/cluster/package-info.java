// SPDX-License-Identifier: Apache-2.0
/** Engines that carry out the runs of a comparison on other machines. */
@NullMarked
package io.backflow.run.internal.cluster;

import org.jspecify.annotations.NullMarked;
