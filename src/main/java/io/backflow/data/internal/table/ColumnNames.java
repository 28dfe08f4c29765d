// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import io.backflow.data.DataException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The columns of a table, by name or by number from 0.
 *
 * @param names the header, or numbers where there is none
 * @param header whether they are a header
 */
record ColumnNames(Path file, List<String> names, boolean header) {

    /** What columns of ids are called, in lower case without signs. */
    static final Set<String> ID = Set.of(
            "id",
            "case",
            "caseid",
            "sequence",
            "sequenceid",
            "seq",
            "seqid",
            "series",
            "seriesid",
            "sample",
            "sampleid",
            "subject",
            "subjectid",
            "trial",
            "trialid",
            "instance",
            "instanceid",
            "unit",
            "unitid",
            "unitnumber",
            "group",
            "groupid",
            "episode",
            "episodeid",
            "session",
            "sessionid",
            "uid",
            "uniqueid",
            "recording",
            "recordingid");

    static final Set<String> TIME = Set.of(
            "t",
            "time",
            "timestamp",
            "timestep",
            "timeindex",
            "step",
            "date",
            "datetime",
            "cycle",
            "frame",
            "tick",
            "ds");

    static final Set<String> LABEL =
            Set.of("label", "class", "classlabel", "classvalue", "target", "category", "classname");

    /** Columns are named alike in all files of a data set. */
    ColumnNames {
        names = List.copyOf(names);
    }

    int size() {
        return names.size();
    }

    /** Returns the first column whose name is one of those. */
    OptionalInt called(Set<String> wanted) {
        return header
                ? IntStream.range(0, names.size())
                        .filter(column -> wanted.contains(plain(names.get(column))))
                        .findFirst()
                : OptionalInt.empty();
    }

    static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** Returns the number of a column that a person named. */
    int find(String wanted) {
        int byName = names.indexOf(wanted);
        if (header && byName >= 0) {
            return byName;
        }
        if (wanted.equals("first")) {
            return 0;
        }
        if (wanted.equals("last")) {
            return names.size() - 1;
        }
        if (wanted.matches("\\d{1,6}") && Integer.parseInt(wanted) < names.size()) {
            return Integer.parseInt(wanted);
        }
        throw DataException.at(
                file,
                1,
                "no column '" + wanted + "'; "
                        + (header
                                ? "the columns are " + some()
                                : "there are " + size() + " columns, from 0, and no header"));
    }

    /** Returns what a message calls a column. */
    String word(int column) {
        return header && column < size() ? "column '" + names.get(column) + "'" : "column " + column;
    }

    private String some() {
        return size() <= 20 ? names.toString() : names.subList(0, 20) + " and " + (size() - 20) + " more";
    }
}
