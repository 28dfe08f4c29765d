// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import java.util.List;
import java.util.Optional;

/**
 * The format in which records of one type are written. Stateless, and safe to use from several threads.
 *
 * @param <T> the type of the records
 */
public interface RecordFormat<T> {

    /** Returns the record as one compact row, for JSON lines. Its first field {@code record} names the type. */
    Row row(T record);

    /**
     * Returns the record as rows of a long table, for CSV. Every row of every record has the same fields in the same
     * order, and no field is a row or a list.
     */
    List<Row> table(T record);

    /** Returns the line of the log for the record, or nothing if it is not worth a line. */
    Optional<String> line(T record);
}
