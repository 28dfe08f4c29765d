// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

/** Takes the cells of a table as they are read. */
interface RowSink {

    /** A row begins in that line, counted from 1. */
    void begin(long line);

    /** One cell, whose characters change after the call; columns are counted from 0. */
    void cell(int column, char[] text, int from, int length);

    /** The row ends after so many cells; 0 for an empty line. */
    void end(int cells);
}
