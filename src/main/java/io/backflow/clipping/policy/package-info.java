// SPDX-License-Identifier: Apache-2.0
/** The clipping policies, each a record that a configuration may name beside the class that does its work. */
@NullMarked
package io.backflow.clipping.policy;

import org.jspecify.annotations.NullMarked;
