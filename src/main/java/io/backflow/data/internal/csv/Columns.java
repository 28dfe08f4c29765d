// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.csv;

import io.backflow.data.DataException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which columns of a file are features and which are targets.
 *
 * @param names the header, or numbers from 0 where there is none
 * @param features numbers of the feature columns
 * @param targets numbers of the target columns, in the order in which the layout names them
 */
record Columns(List<String> names, List<Integer> features, List<Integer> targets) {

    /** Finds the layout's columns among the file's. */
    static Columns of(Path file, List<String> names, CsvLayout layout) {
        List<Integer> targets =
                layout.targets().stream().map(name -> find(file, names, name)).toList();
        List<Integer> ignored =
                layout.ignored().stream().map(name -> find(file, names, name)).toList();
        List<Integer> features = IntStream.range(0, names.size())
                .boxed()
                .filter(column -> !targets.contains(column) && !ignored.contains(column))
                .toList();
        if (features.isEmpty()) {
            throw DataException.in(file, "no column is left for features; the columns are " + names);
        }
        return new Columns(names, features, targets);
    }

    /** Returns the names of the features, numbers from 0 where there is no header. */
    List<String> featureNames() {
        boolean numbered = IntStream.range(0, names.size())
                .allMatch(column -> names.get(column).equals(Integer.toString(column)));
        return numbered
                ? IntStream.range(0, features.size())
                        .mapToObj(Integer::toString)
                        .toList()
                : features.stream().map(names::get).toList();
    }

    private static int find(Path file, List<String> names, String wanted) {
        int byName = names.indexOf(wanted);
        if (byName >= 0) {
            return byName;
        }
        if (wanted.matches("\\d{1,6}") && Integer.parseInt(wanted) < names.size()) {
            return Integer.parseInt(wanted);
        }
        throw DataException.at(file, 1, "no column '" + wanted + "'; the columns are " + names);
    }
}
