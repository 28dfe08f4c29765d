// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.runs;

import io.backflow.cli.internal.LoggingOptions;
import io.backflow.cli.internal.Verbose;
import io.backflow.result.internal.export.LongTable;
import io.backflow.result.internal.export.TableFormat;
import io.backflow.result.internal.export.TableKind;
import io.backflow.result.internal.listing.FoundRun;
import io.backflow.setting.internal.FileFailure;
import io.backflow.store.internal.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes what runs recorded as tables. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Write what the run or the runs of the comparison in DIR recorded as long tables, for pandas, R or"
                        + " a spreadsheet: all runs below each other, with columns for task, cell, clipping and seed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  backflow export runs/job --what metrics",
            "  backflow export runs/job --what norms,flow --format jsonl --output tables",
            "  backflow export runs/job --what all --output tables --force"
        })
public final class ExportCommand implements Callable<Integer>, Verbose {

    private static final String ALL = "all";
    private static final String STANDARD_OUTPUT = "-";

    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Parameters(paramLabel = "DIR", description = "A run directory, as train and compare leave it.")
    private Path directory = Path.of("");

    @Option(
            names = "--what",
            paramLabel = "TABLE",
            split = ",",
            defaultValue = "metrics",
            description = "runs, metrics, norms, clipping, flow, verdicts, measured or all; by default"
                    + " ${DEFAULT-VALUE}.")
    private List<String> what = List.of("metrics");

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "csv",
            description = "csv or jsonl (JSON lines); by default ${DEFAULT-VALUE}.")
    private TableFormat format = TableFormat.CSV;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description = "Where the tables are written, each as TABLE.csv or TABLE.jsonl; by default, and with -, a"
                    + " single one goes to standard output.")
    @Nullable
    private Path output;

    @Option(names = "--force", description = "Replace tables that are there.")
    private boolean force;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<TableKind> kinds = kinds();
        FoundRun found = RunFolder.read(directory, "DIR", spec);
        List<FoundRun> runs = found.isComparison() ? found.runs() : List.of(found);
        if (output == null || output.toString().equals(STANDARD_OUTPUT)) {
            if (kinds.size() > 1) {
                throw refused("several tables need --output FOLDER");
            }
            LongTable table = new LongTable(runs, kinds.get(0));
            table.write(format, spec.commandLine().getOut());
            spec.commandLine().getOut().flush();
            return CommandLine.ExitCode.OK;
        }
        write(runs, kinds, output);
        return CommandLine.ExitCode.OK;
    }

    private List<TableKind> kinds() {
        if (what.contains(ALL)) {
            return List.of(TableKind.values());
        }
        List<TableKind> kinds = new ArrayList<>();
        for (String name : what) {
            kinds.add(TableKind.of(name)
                    .orElseThrow(() -> refused("--what must be among "
                            + Arrays.stream(TableKind.values())
                                    .map(TableKind::key)
                                    .toList() + " or all, got '" + name
                            + "'")));
        }
        return kinds.stream().distinct().toList();
    }

    private void write(List<FoundRun> runs, List<TableKind> kinds, Path folder) {
        for (TableKind kind : kinds) {
            Path file = folder.resolve(kind.key() + format.ending());
            if (!force && Files.exists(file)) {
                throw refused(file + " is there already; --force replaces it");
            }
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + folder + ": " + FileFailure.reason(e), e);
        }
        for (TableKind kind : kinds) {
            Path file = folder.resolve(kind.key() + format.ending());
            LongTable table = new LongTable(runs, kind);
            AtomicFiles.write(file, temporary -> {
                try (Writer writer = Files.newBufferedWriter(temporary)) {
                    table.write(format, writer);
                }
            });
            spec.commandLine().getOut().println(file + ": " + table.rows() + " rows");
        }
        spec.commandLine().getOut().flush();
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }
}
