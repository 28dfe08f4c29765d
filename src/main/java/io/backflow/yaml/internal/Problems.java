// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the problems of one source, up to a number that a person may still want to read. */
public final class Problems {

    /** Beyond this many, the file is something else than a configuration. */
    static final int MOST = 100;

    private static final Comparator<Problem> IN_FILE_ORDER =
            Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

    private final ConfigSource source;
    private final List<Problem> found = new ArrayList<>();

    /** What stands outside of the source, as an option of the command line does, by which it is known. */
    private final List<String> outside = new ArrayList<>();

    public Problems(ConfigSource source) {
        this.source = source;
    }

    /** Returns a position outside of the source, of which problems are said with this name before them. */
    Position outside(String name) {
        outside.add(name);
        return new Position(-outside.size(), 0);
    }

    /**
     * Adds a problem.
     *
     * @throws ConfigException if there are too many to go on
     */
    void add(Position at, String message) {
        if (found.size() == MOST) {
            found.add(problem(at, "and more: the search ended after " + MOST + " problems"));
            throw exception();
        }
        found.add(problem(at, message));
    }

    /** Returns the exception that ends the search here, with all problems so far and this one. */
    ConfigException fatal(Position at, String message) {
        found.add(problem(at, message));
        return exception();
    }

    /**
     * Ends the search.
     *
     * @throws ConfigException with every problem, if there is one
     */
    void enforce() {
        if (!found.isEmpty()) {
            throw exception();
        }
    }

    private ConfigException exception() {
        return new ConfigException(
                source.name(), found.stream().sorted(IN_FILE_ORDER).toList());
    }

    private Problem problem(Position at, String message) {
        if (at.line() < 0) {
            return Problem.ofFile(outside.get(-at.line() - 1) + ": " + message);
        }
        return new Problem(at.line(), at.column(), message, source.line(at.line()));
    }
}
