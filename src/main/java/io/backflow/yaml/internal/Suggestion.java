// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Guesses what was meant by a name that does not exist.
 *
 * <p>Names are compared without case, hyphens, underscores and spaces, by the optimal string alignment distance: the
 * number of insertions, deletions, substitutions and swaps of neighbours, none inside another. Up to a third of the
 * typed characters, and at most {@value #MOST_EDITS}, may be wrong.
 *
 * @see <a href="https://doi.org/10.1145/363958.363994">Damerau (1964), on the four mistakes that make up most
 *     misspellings</a>
 */
final class Suggestion {

    static final int MOST_EDITS = 3;

    /** Longer than any name here; keeps the cost of nonsense small. */
    private static final int LONGEST = 64;

    private Suggestion() {}

    /** Returns the name nearest to what was typed, the first such of {@code names}, or null if none is near. */
    static @Nullable String nearest(String typed, Collection<String> names) {
        if (typed.length() > LONGEST) {
            return null;
        }
        String given = folded(typed);
        int limit = Math.min(MOST_EDITS, (given.length() + 1) / 3);
        String best = null;
        for (String name : names) {
            int distance = distance(given, folded(name));
            if (distance <= limit) {
                best = name;
                limit = distance - 1;
            }
        }
        return best;
    }

    /** Returns the optimal string alignment distance. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : cheapest(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int cheapest(int[][] d, String a, String b, int i, int j) {
        int substitution = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(substitution, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }
}
