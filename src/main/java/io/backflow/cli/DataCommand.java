// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.cli.internal.LoggingOptions;
import io.backflow.data.DataException;
import io.backflow.data.internal.file.FileReport;
import io.backflow.data.internal.file.Formats;
import io.backflow.data.internal.raw.ReadSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at data. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        description = "Look at FILEs of sequences or text: what they are taken for and why, lengths, features, classes,"
                + " missing values, duplicates; and the task that reads each, to paste into a configuration.")
final class DataCommand implements Callable<Integer>, Failures.Verbose {

    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "A file, or a folder with a file for each sequence, class or part of a text. A NAME_TEST.tsv"
                    + " beside a NAME_TRAIN.tsv is its test part.")
    private List<Path> files = List.of();

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

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (!form.equals("auto") && Formats.find(form).isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--form must be auto or one of " + Formats.names() + ", got '" + form + "'");
        }
        PrintWriter out = spec.commandLine().getOut();
        int code = ExitCode.OK;
        for (Path file : files) {
            out.print(file.equals(files.get(0)) ? "" : System.lineSeparator());
            code = Math.max(code, show(file, out));
        }
        return code;
    }

    private int show(Path file, PrintWriter out) {
        FileReport report = FileReport.of(file, form, settings(), labels, test);
        out.print(DataText.of(report, Terminal.width()));
        out.flush();
        Optional<DataException> problem = report.proposal().problem();
        if (problem.isEmpty()) {
            return ExitCode.OK;
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println("As it is, this task does not open: " + problem.get().getMessage());
        err.flush();
        return ExitCode.DATA;
    }

    private ReadSettings settings() {
        return new ReadSettings(
                character(delimiter),
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

    private @Nullable Character character(@Nullable String name) {
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

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }
}
