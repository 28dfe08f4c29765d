// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.data;

import io.backflow.data.internal.file.FileReport;
import io.backflow.data.internal.file.Formats;
import io.backflow.data.internal.raw.ReadSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a person says of files that are looked at; the rest is found out. */
public final class LookOptions {

    @Option(names = "--test", paramLabel = "FILE", description = "The test part, where it is called otherwise.")
    @Nullable
    private Path test;

    @Option(
            names = "--form",
            paramLabel = "FORM",
            defaultValue = "auto",
            description = "What the files are: rows, long, blocks, files, ts, ...; by default what they look like.")
    private String form = "auto";

    @Option(names = "--delimiter", paramLabel = "CHAR", description = "The character between cells, tab, or blank.")
    @Nullable
    private String delimiter;

    @Option(names = "--decimal", paramLabel = "CHAR", description = "The character before decimals, . or ,")
    @Nullable
    private Character decimal;

    @Option(names = "--id", paramLabel = "COLUMN", description = "The column that says which sequence a row is of.")
    @Nullable
    private String id;

    @Option(names = "--time", paramLabel = "COLUMN", description = "The column of time stamps.")
    @Nullable
    private String time;

    @Option(names = "--label", paramLabel = "COLUMN", description = "The column of the class; first, last or none.")
    @Nullable
    private String label;

    @Option(names = "--target", paramLabel = "COLUMN", description = "A column of numbers to predict; may be repeated.")
    private List<String> targets = List.of();

    @Option(names = "--ignore", paramLabel = "COLUMN", description = "A column to leave out; may be repeated.")
    private List<String> ignored = List.of();

    @Option(names = "--labels", paramLabel = "FILE", description = "A file with the labels, one a line.")
    @Nullable
    private String labels;

    /** Refuses what cannot be meant. */
    public void check(CommandSpec spec) {
        if (!form.equals("auto") && Formats.find(form).isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--form must be auto or one of " + Formats.names() + ", got '" + form + "'");
        }
        character(delimiter, spec);
    }

    /**
     * Looks at a file.
     *
     * @throws io.backflow.data.DataException naming the first thing wrong
     */
    public FileReport look(Path file, CommandSpec spec) {
        return FileReport.of(file, form, settings(spec), labels, test);
    }

    private ReadSettings settings(CommandSpec spec) {
        return new ReadSettings(
                character(delimiter, spec),
                decimal,
                null,
                id,
                time,
                null,
                ReadSettings.Times.IGNORE,
                label,
                targets,
                List.of(),
                ignored);
    }

    private static @Nullable Character character(@Nullable String name, CommandSpec spec) {
        if (name == null) {
            return null;
        }
        if (name.equals("tab") || name.equals("\\t")) {
            return '\t';
        }
        if (name.equals("blank")) {
            return ' ';
        }
        if (name.length() != 1) {
            throw new ParameterException(
                    spec.commandLine(), "--delimiter must be one character, tab or blank, got '" + name + "'");
        }
        return name.charAt(0);
    }
}
