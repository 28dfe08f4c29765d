// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.bars;

import io.backflow.flow.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The line of one running job: name, bar and share done, loss, norm of the gradient, verdict on the flow, share of
 * clipped gradients, time left. What is too narrow for all leaves out the last of these but for the time.
 *
 * @param width of the terminal
 * @param coloured whether the verdict has a colour
 */
public record JobLine(int width, boolean coloured) {

    private static final int LEAST_NAME = 10;
    private static final int MOST_NAME = 40;
    private static final int LEAST_WITH_BAR = 60;
    private static final int BAR = 6;
    private static final int LEAST_WITH_ROOM = 100;
    private static final int LONG_BAR = 10;
    private static final int NUMBER = 7;
    private static final String GAP = "..";
    private static final String PLAIN = "\u001b[0m";

    /** A part of the line, as wide in each line. */
    private record Field(String text, int width, String colour) {

        String padded() {
            String shown = text.length() > width ? text.substring(0, width) : text;
            String ink = colour.isEmpty() || text.isBlank() ? shown : colour + shown + PLAIN;
            return ink + " ".repeat(width - shown.length());
        }
    }

    /** Returns the line of a job at that time in nanoseconds, without what all names begin with. */
    public String of(JobState job, int prefix, long now) {
        List<Field> fields = fields(job, now);
        int drop = fields.size() - 2;
        while (drop > 0 && room(fields) < LEAST_NAME) {
            fields.remove(drop--);
        }
        int room = Math.min(MOST_NAME, room(fields));
        String rest = fields.stream().map(Field::padded).collect(Collectors.joining(gap()));
        if (room < 1) {
            return cut(fields.get(0).text(), width);
        }
        String name = shortened(job.name().substring(Math.min(prefix, job.name().length())), room);
        return name + " ".repeat(room - name.length()) + gap() + rest;
    }

    private String gap() {
        return width >= LEAST_WITH_ROOM ? "  " : " ";
    }

    /** Returns how wide the name may be, so that it and all fields fit. */
    private int room(List<Field> fields) {
        return width
                - fields.stream()
                        .mapToInt(field -> field.width() + gap().length())
                        .sum();
    }

    private List<Field> fields(JobState job, long now) {
        List<Field> fields = new ArrayList<>();
        String bar = width >= LEAST_WITH_BAR ? bar(job.share()) + " " : "";
        String percent = String.format(Locale.ROOT, "%3d%%", (int) (100 * job.share()));
        fields.add(new Field(bar + percent, bar.length() + percent.length(), ""));
        fields.add(new Field("loss " + soFar(job, job.loss()), 12, ""));
        fields.add(new Field("norm " + soFar(job, job.norm()), 12, ""));
        Verdict.Kind verdict = job.verdict();
        fields.add(new Field(verdict == null ? "" : verdict.key(), 9, verdict == null ? "" : colour(verdict)));
        fields.add(new Field(clip(job.shareClipped()), 9, ""));
        Duration left = job.rest(now);
        fields.add(new Field(left == null ? "-:--" : time(left.toSeconds()), 7, ""));
        return fields;
    }

    /** Before the first update nothing is known yet, which is not the same as not a number. */
    private static String soFar(JobState job, double value) {
        return job.share() == 0 && Double.isNaN(value) ? "-" : number(value);
    }

    private String bar(double share) {
        int length = width >= LEAST_WITH_ROOM ? LONG_BAR : BAR;
        int full = (int) (length * share);
        return "[" + "=".repeat(full) + " ".repeat(length - full) + "]";
    }

    private static String clip(double share) {
        return Double.isNaN(share) ? "" : String.format(Locale.ROOT, "clip %3d%%", Math.round(100 * share));
    }

    private String colour(Verdict.Kind verdict) {
        if (!coloured) {
            return "";
        }
        return switch (verdict) {
            case HEALTHY -> "\u001b[32m";
            case VANISHING -> "\u001b[33m";
            case EXPLODING, DIVERGED -> "\u001b[31m";
            case UNDETERMINED -> "";
        };
    }

    /** Returns three digits of a number, fewer of a very small or large one, in at most seven characters. */
    static String number(double value) {
        double size = Math.abs(value);
        if (Double.isNaN(value)) {
            return "NaN";
        } else if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        } else if (size != 0 && (size < 0.001 || size >= 9999.5)) {
            String two = String.format(Locale.ROOT, "%.1e", value);
            return two.length() <= NUMBER ? two : String.format(Locale.ROOT, "%.0e", value);
        }
        int digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** Returns minutes and seconds, of long times hours and minutes, in at most seven characters. */
    static String time(long seconds) {
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
        }
        long hours = seconds / 3600;
        return hours < 1000 ? String.format(Locale.ROOT, "%dh%02dm", hours, seconds / 60 % 60) : hours / 24 + "d";
    }

    /** Shortens the folders of what does not fit, the longest first; then leaves out of the middle. */
    private static String shortened(String whole, int room) {
        String name = withShorterFolders(whole, room);
        if (name.length() <= room) {
            return name;
        }
        int kept = room - GAP.length();
        if (kept < 2) {
            return cut(name, room);
        }
        int head = kept / 3;
        return name.substring(0, head) + GAP + name.substring(name.length() - (kept - head));
    }

    private static String withShorterFolders(String name, int room) {
        String[] parts = name.split("/", -1);
        for (int over = name.length() - room; over > 0; over--) {
            int longest = 0;
            for (int i = 1; i < parts.length - 1; i++) {
                longest = parts[i].length() > parts[longest].length() ? i : longest;
            }
            if (longest == parts.length - 1 || parts[longest].length() < 2) {
                break;
            }
            parts[longest] = cut(parts[longest], parts[longest].length() - 1);
        }
        return String.join("/", parts);
    }

    private static String cut(String text, int width) {
        return text.substring(0, Math.max(0, Math.min(width, text.length())));
    }
}
