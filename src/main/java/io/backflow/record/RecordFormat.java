// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import java.util.List;
import java.util.Optional;

/**
 * How records of one type are written down. Stateless, and safe to use from several threads.
 *
 * @param <T> the type of the records
 */
public interface RecordFormat<T> {

    /** Returns the record as one compact row, for JSON lines; its first field {@code record} names the type. */
    Row row(T record);

    /**
     * Returns the record as rows of a long table, for CSV: every row of every record has the same fields in the same
     * order, and no field is a row or a list.
     */
    List<Row> table(T record);

    /** Returns what a person who follows the log wants to read of the record; empty if that is nothing. */
    Optional<String> line(T record);
}
