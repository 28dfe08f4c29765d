// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.ts;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Numbers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the tags of a {@code .ts} file say before {@code @data}, in any case; what they leave out is null. */
final class TsHeader {

    private final Path file;

    boolean timeStamps;

    @Nullable
    Boolean missing;

    @Nullable
    Boolean univariate;

    @Nullable
    Integer dimensions;

    @Nullable
    Boolean equalLength;

    @Nullable
    Integer seriesLength;

    boolean classLabel;
    boolean targetLabel;
    List<String> classes = List.of();

    TsHeader(Path file) {
        this.file = file;
    }

    /** Whether rows end with a class or a number. */
    boolean labelled() {
        return classLabel || targetLabel;
    }

    /** Reads one tag, {@code @univariate true}. */
    void read(String text, long line) {
        String[] words = text.strip().split("[\\s]+");
        String tag = words[0].toLowerCase(Locale.ROOT);
        switch (tag) {
            case "@problemname", "@attribute", "@relation" -> {}
            case "@timestamps" -> timeStamps = truth(words, line);
            case "@missing" -> missing = truth(words, line);
            case "@univariate" -> univariate = truth(words, line);
            case "@dimension", "@dimensions" -> dimensions = number(words, line);
            case "@equallength" -> equalLength = truth(words, line);
            case "@serieslength" -> seriesLength = number(words, line);
            case "@classlabel" -> {
                classLabel = truth(words, line);
                classes = List.of(Arrays.copyOfRange(words, 2, words.length));
                if (!classLabel && !classes.isEmpty()) {
                    throw DataException.at(file, line, "@classLabel is false, but names the classes " + classes);
                }
            }
            case "@targetlabel" -> targetLabel = truth(words, line);
            default ->
                throw DataException.at(
                        file,
                        line,
                        "no tag of a .ts file: " + Numbers.shown(words[0])
                                + "; there are @problemName, @timeStamps, @missing, @univariate, @dimension,"
                                + " @equalLength, @seriesLength, @classLabel, @targetLabel and @data");
        }
    }

    /** Checks that the tags agree with one another. */
    void check(long line) {
        if (classLabel && targetLabel) {
            throw DataException.at(file, line, "@classLabel and @targetLabel cannot both be true");
        }
        if (dimensions != null && dimensions > 1 && Boolean.TRUE.equals(univariate)) {
            throw DataException.at(file, line, "@univariate is true, but @dimension is " + dimensions);
        }
        if (Boolean.FALSE.equals(equalLength) && seriesLength != null && seriesLength > 0) {
            seriesLength = null; // some writers give the longest
        }
        if (classes.stream().distinct().count() < classes.size()) {
            throw DataException.at(file, line, "@classLabel names a class twice: " + classes);
        }
    }

    private boolean truth(String[] words, long line) {
        String value = words.length > 1 ? words[1].toLowerCase(Locale.ROOT) : "";
        if (!value.equals("true") && !value.equals("false")) {
            throw DataException.at(
                    file,
                    line,
                    words[0] + " must be true or false, got " + Numbers.shown(words.length > 1 ? words[1] : ""));
        }
        return value.equals("true");
    }

    private int number(String[] words, long line) {
        String value = words.length > 1 ? words[1] : "";
        if (!value.matches("\\d{1,9}")) {
            throw DataException.at(file, line, words[0] + " must be a whole number, got " + Numbers.shown(value));
        }
        return Integer.parseInt(value);
    }
}
