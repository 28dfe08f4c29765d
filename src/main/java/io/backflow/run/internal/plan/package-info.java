// SPDX-License-Identifier: Apache-2.0
/** What a job or a comparison would do, before it does any of it. */
@NullMarked
package io.backflow.run.internal.plan;

import org.jspecify.annotations.NullMarked;
