// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.csv;

import io.backflow.data.SequenceData;
import java.util.List;

/**
 * What the cells of a file mean. A row is a time step, and a column a feature unless it is a target or ignored.
 *
 * @param objective what is asked; of a whole sequence, its target stands the same in every row
 * @param header whether the first line names the columns
 * @param delimiter the character between two cells
 * @param targets columns that hold what is asked, by name or by number from 0; exactly one for classification
 * @param ignored columns to leave out, by name or by number from 0
 * @param classes class names, for classification
 * @param numberedClasses whether the cells have class numbers from 0 instead of the names
 */
public record CsvLayout(
        SequenceData.Objective objective,
        boolean header,
        char delimiter,
        List<String> targets,
        List<String> ignored,
        List<String> classes,
        boolean numberedClasses) {

    /** Copies the lists. */
    public CsvLayout {
        targets = List.copyOf(targets);
        ignored = List.copyOf(ignored);
        classes = List.copyOf(classes);
    }
}
