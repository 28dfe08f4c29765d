// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.raw;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.OptionalDouble;

/** Time stamps as numbers: numbers as they are, ISO 8601 as seconds since 1970. */
public final class TimeStamps {

    /** How far from a whole number of steps a time stamp may be, as a share of one step. */
    private static final double TOLERANCE = 1e-3;

    private static final double SECONDS_A_DAY = 86_400;

    private TimeStamps() {}

    /** Returns the number of a time stamp; empty if it is none. */
    public static OptionalDouble parse(String cell, Numbers numbers) {
        String text = cell.strip();
        if (numbers.isNumber(text)) {
            return OptionalDouble.of(Double.parseDouble(text.replace(',', '.')));
        }
        try {
            return OptionalDouble.of(isoSeconds(text.replace(' ', 'T')));
        } catch (DateTimeException noTime) {
            return OptionalDouble.empty();
        }
    }

    /**
     * Returns at which step a time is.
     *
     * @param unit the time of one step
     * @return the step, counted from 0 at {@code first}; -1 if it is between two steps
     */
    public static long step(double time, double first, double unit) {
        double place = (time - first) / unit;
        long whole = Math.round(place);
        return Math.abs(place - whole) > TOLERANCE ? -1 : whole;
    }

    private static double isoSeconds(String text) {
        if (text.matches("\\d{4}-\\d{2}")) {
            return YearMonth.parse(text).atDay(1).toEpochDay() * SECONDS_A_DAY;
        }
        if (text.matches("\\d{4}-\\d{2}-\\d{2}")) {
            return LocalDate.parse(text).toEpochDay() * SECONDS_A_DAY;
        }
        OffsetDateTime time = text.matches(".*T.*(?:Z|[+-]\\d{2}:?\\d{2})")
                ? OffsetDateTime.parse(text)
                : LocalDateTime.parse(text).atOffset(ZoneOffset.UTC);
        return time.toEpochSecond() + time.getNano() * 1e-9;
    }
}
