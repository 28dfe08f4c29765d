/**
 * What a job can train on: {@link io.backflow.data.DataConfig} lists the choices, and opening one gives a
 * {@link io.backflow.data.internal.sequence.SequenceData}, three splits as DL4J iterators.
 *
 * <p>A new task or data set is a class in a package below and one record here. The packages below know neither these
 * records nor each other, but for {@code sequence}, what all data is, and {@code source}, where files come from.
 */
@NullMarked
package io.backflow.data;

import org.jspecify.annotations.NullMarked;
