// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.ReadSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What each column of a table of time steps is for. */
final class Roles {

    static final int IGNORED = -1;
    static final int ID = -2;
    static final int TIME = -3;
    static final int LABEL = -4;

    /** Target k is this less k. */
    static final int FIRST_TARGET = -5;

    private static final int NONE = -1;

    /** A feature's number, or what else a column is. */
    final int[] of;

    final ColumnNames columns;
    final List<Integer> features;
    final List<Integer> targets;
    final int id;
    final int time;
    final int label;

    private Roles(Dialect dialect, ReadSettings settings, int id) {
        this.columns = dialect.columns();
        this.id = id;
        this.time = settings.time() != null
                ? columns.find(settings.time())
                : unless(settings, columns.called(ColumnNames.TIME).orElse(NONE));
        this.targets = settings.targets().stream().map(columns::find).toList();
        this.label = label(dialect, settings);
        this.of = new int[columns.size()];
        Arrays.fill(of, IGNORED);
        set(id, ID);
        set(time, TIME);
        set(label, LABEL);
        for (int i = 0; i < targets.size(); i++) {
            set(targets.get(i), FIRST_TARGET - i);
        }
        this.features = features(settings);
        for (int i = 0; i < features.size(); i++) {
            set(features.get(i), i);
        }
    }

    /** @param id the id's column; negative for none */
    static Roles of(Dialect dialect, ReadSettings settings, int id) {
        return new Roles(dialect, settings, id);
    }

    private int label(Dialect dialect, ReadSettings settings) {
        String said = settings.label();
        if ("none".equals(said)) {
            return NONE;
        }
        if (said != null) {
            return columns.find(said);
        }
        if (!targets.isEmpty()) {
            return NONE;
        }
        int called = unless(settings, columns.called(ColumnNames.LABEL).orElse(NONE));
        return called >= 0
                ? called
                : unless(settings, dialect.onlyColumnOfWords(column -> column == id || column == time));
    }

    /** What a name suggests does not count for a column that a person named as something else. */
    private int unless(ReadSettings settings, int suggested) {
        boolean named = suggested >= 0
                && Stream.of(settings.features(), settings.ignored(), settings.targets())
                        .flatMap(List::stream)
                        .anyMatch(name -> columns.find(name) == suggested);
        return named || suggested == id ? NONE : suggested;
    }

    private List<Integer> features(ReadSettings settings) {
        List<Integer> ignored = settings.ignored().stream().map(columns::find).toList();
        List<Integer> left = settings.features().isEmpty()
                ? IntStream.range(0, of.length)
                        .filter(column -> of[column] == IGNORED && !ignored.contains(column))
                        .boxed()
                        .toList()
                : settings.features().stream().map(columns::find).toList();
        if (left.isEmpty()) {
            throw DataException.in(
                    columns.file(), "no column is left for features; the columns are " + columns.names());
        }
        return left;
    }

    private void set(int column, int role) {
        if (column < 0) {
            return;
        }
        if (of[column] != IGNORED) {
            throw DataException.in(
                    columns.file(), columns.word(column) + " must be one of id, time, label, target and feature only");
        }
        of[column] = role;
    }

    List<String> featureNames() {
        return names(features);
    }

    List<String> names(List<Integer> numbers) {
        List<String> names = new ArrayList<>();
        numbers.forEach(number -> names.add(columns.names().get(number)));
        return names;
    }
}
