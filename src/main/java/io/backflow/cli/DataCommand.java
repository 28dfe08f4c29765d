// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.cli.internal.JsonOption;
import io.backflow.cli.internal.LoggingOptions;
import io.backflow.cli.internal.data.FileDocument;
import io.backflow.cli.internal.data.LookOptions;
import io.backflow.data.DataException;
import io.backflow.data.internal.file.FileReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at data. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        description = "Look at FILEs of sequences or text: what they are taken for and why, lengths, features, classes,"
                + " missing values, duplicates; and the task that reads each, to paste into a configuration.",
        footerHeading = "%nExamples:%n",
        footer = {"  backflow data readings.csv", "  backflow data readings.csv --label fault --ignore comment --json"})
final class DataCommand implements Callable<Integer>, Failures.Verbose {

    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private LookOptions options = new LookOptions();

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "A file, or a folder with a file for each sequence, class or part of a text. A NAME_TEST.tsv"
                    + " beside a NAME_TRAIN.tsv is its test part.")
    private List<Path> files = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        options.check(spec);
        if (json.isAsked()) {
            return document();
        }
        PrintWriter out = spec.commandLine().getOut();
        int code = ExitCode.OK;
        for (Path file : files) {
            out.print(file.equals(files.get(0)) ? "" : System.lineSeparator());
            code = Math.max(code, show(file, out));
        }
        return code;
    }

    private int document() {
        List<FileReport> reports =
                files.stream().map(file -> options.look(file, spec)).toList();
        List<Map<String, @Nullable Object>> documents = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            documents.add(FileDocument.of(files.get(i), reports.get(i)));
        }
        JsonOption.print(spec, Map.of("files", documents));
        boolean all = documents.stream().allMatch(document -> document.get(FileDocument.PROBLEM) == null);
        return all ? ExitCode.OK : ExitCode.DATA;
    }

    private int show(Path file, PrintWriter out) {
        FileReport report = options.look(file, spec);
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

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }
}
