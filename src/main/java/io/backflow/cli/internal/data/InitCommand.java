// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.data;

import io.backflow.cli.internal.LoggingOptions;
import io.backflow.cli.internal.Screen;
import io.backflow.cli.internal.Verbose;
import io.backflow.config.internal.RunName;
import io.backflow.config.internal.starter.StarterJob;
import io.backflow.data.DataException;
import io.backflow.data.internal.file.FileReport;
import io.backflow.report.internal.ConsoleTable;
import io.backflow.store.internal.AtomicFiles;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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

/** Writes a configuration to begin with. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Write a commented configuration to begin with: on a task, or on the data in FILE, which it looks"
                + " at as `backflow data FILE` does. Without either, list the tasks.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  backflow init",
            "  backflow init --task adding",
            "  backflow init readings.csv --label fault --out readings.yaml"
        })
public final class InitCommand implements Callable<Integer>, Verbose {

    private static final String STANDARD_OUTPUT = "-";

    private static final int MAX_WIDTH = 120;
    private static final int MIN_WIDTH = 20;

    /** As of all commands whose data cannot be used. */
    private static final int BAD_DATA = 4;

    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "Data of one's own: a file or a folder.")
    @Nullable
    private Path file;

    @Option(names = "--task", paramLabel = "TASK", description = "A task, by its name.")
    @Nullable
    private String task;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "OUT",
            description = "Where the configuration is written; by default TASK.yaml, or what FILE is called with .yaml,"
                    + " in the working directory. With - it goes to standard output.")
    @Nullable
    private Path out;

    @Option(names = "--force", description = "Replace OUT if it is there.")
    private boolean force;

    @Mixin
    private LookOptions options = new LookOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Path data = file;
        if (data != null && task != null) {
            throw refused("FILE and --task name two tasks; say one of them");
        }
        if (data != null) {
            return onFile(data);
        }
        if (task == null) {
            list();
            return CommandLine.ExitCode.OK;
        }
        if (!StarterJob.tasks().containsKey(task)) {
            throw refused(
                    "there is no task '" + task + "', but " + StarterJob.tasks().keySet());
        }
        Path target = target(task);
        write(target, new StarterJob().onTask(task, calledIn(target, task)));
        return CommandLine.ExitCode.OK;
    }

    private int onFile(Path data) {
        options.check(spec);
        Path target = target(nameOf(data));
        FileReport report = options.look(data, spec);
        Map<String, String> remarks = report.proposal().remarks();
        write(target, new StarterJob().on(report.proposal().keys(), remarks, calledIn(target, nameOf(data))));
        Optional<DataException> problem = report.proposal().problem();
        if (problem.isEmpty()) {
            return CommandLine.ExitCode.OK;
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println("As it is, this task does not open: " + problem.get().getMessage());
        err.flush();
        return BAD_DATA;
    }

    /** Returns the name of the file without what comes after its first dot. */
    private static String nameOf(Path data) {
        return RunName.of(Path.of(
                String.valueOf(data.toAbsolutePath().normalize().getFileName()).replaceFirst("(?<=.)\\..*", "")));
    }

    /** Returns what the text calls the file that it is in. */
    private static String calledIn(Path target, String name) {
        return target.toString().equals(STANDARD_OUTPUT) ? name + ".yaml" : target.toString();
    }

    private Path target(String name) {
        Path target = out == null ? Path.of(name + ".yaml") : out;
        if (!force && !target.toString().equals(STANDARD_OUTPUT) && Files.exists(target)) {
            throw refused(target + " is there already; --force replaces it, --out names another");
        }
        return target;
    }

    private void write(Path target, String text) {
        PrintWriter printed = spec.commandLine().getOut();
        if (target.toString().equals(STANDARD_OUTPUT)) {
            printed.print(text);
        } else {
            AtomicFiles.write(target, text);
            printed.println("Written: " + target);
        }
        printed.flush();
    }

    private void list() {
        int width = Math.min(Screen.width(), MAX_WIDTH);
        Map<String, String> tasks = StarterJob.tasks();
        int indent = tasks.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
        PrintWriter printed = spec.commandLine().getOut();
        tasks.forEach((name, what) -> printed.println(name
                + " ".repeat(indent - name.length())
                + ConsoleTable.reflow(what, Math.max(MIN_WIDTH, width - indent))
                        .replace("\n", "\n" + " ".repeat(indent))));
        printed.println();
        printed.println(ConsoleTable.reflow(
                "backflow init --task TASK writes a configuration for one, backflow init FILE for data of one's own.",
                width));
        printed.flush();
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }
}
