// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.option;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Seeds as the command line gives them: {@code 1-5}, {@code 1,3,7} or {@code 1-3,10}.
 *
 * @param all in the order given
 */
public record Seeds(List<Long> all) {

    /** A range of more is a slip. */
    private static final int MOST = 10_000;

    private static final Pattern PART = Pattern.compile("([0-9]{1,18})(?:-([0-9]{1,18}))?");

    /** Copies the seeds. */
    public Seeds {
        all = List.copyOf(all);
    }

    /** Returns them as the value of a configuration's key. */
    public String asSetting() {
        return "seeds=" + all;
    }

    /** Reads seeds. */
    public static final class Converter implements ITypeConverter<Seeds> {

        @Override
        public Seeds convert(String text) {
            List<Long> seeds = new ArrayList<>();
            for (String part : text.split(",", -1)) {
                Matcher range = PART.matcher(part.strip());
                if (!range.matches()) {
                    throw new TypeConversionException(
                            "must be numbers and ranges, such as 1-5 or 1,3,7, got '" + text + "'");
                }
                long first = Long.parseLong(range.group(1));
                long last = range.group(2) == null ? first : Long.parseLong(range.group(2));
                if (last < first || last - first >= MOST - seeds.size()) {
                    throw new TypeConversionException(
                            "must be at most 10,000 seeds, a range from the smaller to the larger, got '" + text + "'");
                }
                for (long seed = first; seed <= last; seed++) {
                    seeds.add(seed);
                }
            }
            return new Seeds(seeds);
        }
    }
}
