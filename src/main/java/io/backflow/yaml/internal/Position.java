// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import java.util.Comparator;

/**
 * Where something stands in a configuration.
 *
 * @param line counted from 1; 0 where it stands in no file, and less where it stands outside of the one that is read
 * @param column counted from 1, in code points
 */
public record Position(int line, int column) implements Comparable<Position> {

    public static final Position NOWHERE = new Position(0, 0);

    private static final Comparator<Position> ORDER =
            Comparator.comparingInt(Position::line).thenComparingInt(Position::column);

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }
}
