// SPDX-License-Identifier: Apache-2.0
/**
 * What a run writes down: records as JSON lines, as CSV and in the log, behind one {@link
 * io.backflow.record.RecordSink sink} interface.
 *
 * <p>The rooms that measure know no sink, they hand immutable records to a {@code Consumer}. A {@link
 * io.backflow.record.RecordFormat} says how records of one type are written, and joins the two:
 *
 * <pre>{@code
 * try (RecordSink file = JsonLines.create(Path.of("gradients.jsonl"));
 *         GradientListener listener = new GradientListener(file.accepting(new GradientFormat()))) {
 *     network.addListeners(listener);
 *     network.fit(data);
 * }
 * }</pre>
 *
 * <p>A new type of record is one new format, a new kind of file one new sink. Every number says what it is; numbers
 * that are not finite are written as NaN, Infinity and -Infinity, never left out. Nothing here grows in memory with the
 * number of records.
 */
@NullMarked
package io.backflow.record;

import org.jspecify.annotations.NullMarked;
