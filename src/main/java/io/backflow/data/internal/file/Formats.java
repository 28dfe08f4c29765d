// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.DataException;
import io.backflow.data.internal.array.NumpyFormat;
import io.backflow.data.internal.image.IdxFormat;
import io.backflow.data.internal.music.PianoRollFormat;
import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.SequenceFormat;
import io.backflow.data.internal.series.SeriesFormat;
import io.backflow.data.internal.table.BlocksFormat;
import io.backflow.data.internal.table.FilesFormat;
import io.backflow.data.internal.table.LongFormat;
import io.backflow.data.internal.table.RowsFormat;
import io.backflow.data.internal.ts.TsFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The forms of file that the program reads, in the order in which a file is held against them. */
public final class Formats {

    private static final List<SequenceFormat> ALL = List.of(
            new NumpyFormat(),
            new IdxFormat(),
            new PianoRollFormat(),
            new TsFormat(),
            new FilesFormat(),
            new LongFormat(),
            new BlocksFormat(),
            new SeriesFormat(),
            new RowsFormat());

    private Formats() {}

    /**
     * A file and the form that it was taken for.
     *
     * @param why by what it looks so
     */
    public record Taken(SequenceFormat format, String why) {}

    /** Returns the names of all forms. */
    public static List<String> names() {
        return ALL.stream().map(SequenceFormat::name).toList();
    }

    /** Returns the form of that name. */
    public static Optional<SequenceFormat> find(String name) {
        return ALL.stream().filter(format -> format.name().equals(name)).findFirst();
    }

    /**
     * Returns the first form that the file looks like.
     *
     * @throws DataException if it looks like none
     */
    public static Taken of(Look look) {
        for (SequenceFormat format : ALL) {
            Optional<String> why = format.recognises(look);
            if (why.isPresent()) {
                return new Taken(format, why.get());
            }
        }
        look.requireText();
        throw DataException.in(look.path(), look.isDirectory() ? unknownFolder() : unknownText(look));
    }

    private static String unknownFolder() {
        return "the folder has no files, or its files are no tables of numbers";
    }

    private static String unknownText(Look look) {
        if (look.isWhole()
                && look.lines().stream().filter(line -> !line.isBlank()).count() <= 1) {
            return "has a line only, and no sequence";
        }
        return LongFormat.hint(look)
                .orElseGet(() -> "looks like none of the forms that are read, since hardly a cell of it is a number: "
                        + ALL.stream()
                                .map(format -> format.name() + " (" + format.description() + ")")
                                .collect(Collectors.joining(", "))
                        + "; a text for learning its characters is {type: text, file: ...}");
    }
}
