// SPDX-License-Identifier: Apache-2.0
/** Runs and their numbers on a tracking server of MLflow, through its REST interface. */
@NullMarked
package io.backflow.store.internal.mlflow;

import org.jspecify.annotations.NullMarked;
