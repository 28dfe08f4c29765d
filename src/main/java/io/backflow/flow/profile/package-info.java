// SPDX-License-Identifier: Apache-2.0
/** The gradient against the time step and the lag, and the rate at which it decays. */
@NullMarked
package io.backflow.flow.profile;

import org.jspecify.annotations.NullMarked;
