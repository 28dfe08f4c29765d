// SPDX-License-Identifier: Apache-2.0
/** What a trained network answers: predictions on new data, and text that it goes on with. */
@NullMarked
package io.backflow.run.internal.predict;

import org.jspecify.annotations.NullMarked;
