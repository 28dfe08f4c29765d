// SPDX-License-Identifier: Apache-2.0
/** A project of somebody else's, which knows Backflow's public types alone. */
@NullMarked
package host;

import org.jspecify.annotations.NullMarked;
