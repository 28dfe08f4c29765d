// SPDX-License-Identifier: Apache-2.0
/**
 * Apache Spark as the engine that carries out the runs of a comparison: one run is one task. The driver plans, sends
 * data, takes in the files of each run and commits them once; executors train.
 */
@NullMarked
package io.backflow.spark;

import org.jspecify.annotations.NullMarked;
