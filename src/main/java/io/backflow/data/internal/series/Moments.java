// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.series;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates as texts that sort by time, {@code 2020-01-31 09:30}, whether they begin with the year or end with it.
 *
 * <p>Where the year comes last the other two numbers may be day and month or month and day: a number above 12 is a day,
 * and where none is, a stroke says month first, as in the United States, a point or a hyphen day first.
 */
final class Moments {

    private static final String TIME = "(?:[T ]+(\\d{1,2})(:[^ap]*)?)?";
    private static final Pattern YEAR_AND_MONTH = Pattern.compile("(\\d{4})[-/](\\d{1,2})");
    private static final Pattern YEAR_FIRST =
            Pattern.compile("(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})" + TIME, Pattern.CASE_INSENSITIVE);
    private static final Pattern YEAR_LAST =
            Pattern.compile("(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})" + TIME, Pattern.CASE_INSENSITIVE);
    private static final int MONTHS = 12;
    private static final int SHORTEST = 8;

    private final boolean dayFirst;

    private Moments(boolean dayFirst) {
        this.dayFirst = dayFirst;
    }

    /** Finds out how the dates of a column are written. */
    static Moments of(List<String> cells) {
        Finder finder = new Finder();
        cells.forEach(finder::see);
        return finder.found();
    }

    /** Finds out how dates are written that it sees one by one. */
    static final class Finder {

        private int largestFirst;
        private int largestSecond;
        private boolean stroke;

        void see(String cell) {
            if (cell.length() < SHORTEST) {
                return;
            }
            Matcher date = YEAR_LAST.matcher(cell.strip());
            if (date.matches()) {
                largestFirst = Math.max(largestFirst, Integer.parseInt(date.group(1)));
                largestSecond = Math.max(largestSecond, Integer.parseInt(date.group(3)));
                stroke |= date.group(2).equals("/");
            }
        }

        Moments found() {
            return new Moments(largestFirst > MONTHS || (largestSecond <= MONTHS && !stroke));
        }
    }

    /** Whether a cell is a date. */
    static boolean isDate(String cell) {
        String text = cell.strip();
        return YEAR_FIRST.matcher(text).matches()
                || YEAR_LAST.matcher(text).matches()
                || YEAR_AND_MONTH.matcher(text).matches();
    }

    /** Returns a text that sorts by time; what is no date stays as it is. */
    String sortable(String cell) {
        String text = cell.strip();
        Matcher first = YEAR_FIRST.matcher(text);
        if (first.matches()) {
            return first.group(1) + '-' + two(first.group(3)) + '-' + two(first.group(4)) + time(first);
        }
        Matcher last = YEAR_LAST.matcher(text);
        if (last.matches()) {
            String month = last.group(dayFirst ? 3 : 1);
            String day = last.group(dayFirst ? 1 : 3);
            return last.group(4) + '-' + two(month) + '-' + two(day) + time(last);
        }
        Matcher month = YEAR_AND_MONTH.matcher(text);
        return month.matches() ? month.group(1) + '-' + two(month.group(2)) : text;
    }

    private static String time(Matcher date) {
        String hour = date.group(5);
        String rest = date.group(6);
        return hour == null ? "" : ' ' + two(hour) + (rest == null ? "" : rest);
    }

    private static String two(String number) {
        return number.length() == 1 ? '0' + number : number;
    }
}
