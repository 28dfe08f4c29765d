// SPDX-License-Identifier: Apache-2.0
/**
 * What a job can train on: a {@link io.backflow.data.DataConfig} names it, and opening one gives a {@link
 * io.backflow.data.SequenceData}, three splits as DL4J iterators.
 *
 * <p>A new task is a record that makes a {@link io.backflow.data.GeneratedData} or a {@link
 * io.backflow.data.FiniteData}, and that an {@link io.backflow.setting.Extension} offers. The packages below do not
 * know each other, but for {@code sequence}, what all data is, {@code rule}, and {@code source}, where files come
 * from.
 */
@NullMarked
package io.backflow.data;

import org.jspecify.annotations.NullMarked;
