// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.live;

import io.backflow.cli.internal.LoggingOptions;
import io.backflow.cli.internal.Verbose;
import io.backflow.report.internal.live.LiveServer;
import io.backflow.report.internal.page.LivePage;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows a run directory in a browser, and follows it. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Serve the report of the run or comparison in DIR on 127.0.0.1, for a browser on this machine."
                + " The page follows the files, whichever process trains. DIR may not be there yet. Ctrl-C ends it.",
        footerHeading = "%nExamples:%n",
        footer = {"  backflow watch runs/quickstart", "  backflow watch runs/quickstart --port 8080"})
public final class WatchCommand implements Callable<Integer>, Verbose {

    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Parameters(paramLabel = "DIR", description = "A run directory, as train and compare make it.")
    private Path directory = Path.of("");

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Where to serve; by default a free port is taken.")
    private int port;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        String problem = LivePage.problem(directory);
        if (!problem.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "DIR must be a run directory, and " + directory + " " + problem);
        }
        LiveServer server = LiveOptions.start(spec.commandLine(), directory, port);
        CountDownLatch end = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, end), "backflow-watch-end"));
        PrintWriter out = spec.commandLine().getOut();
        if (!Files.exists(directory)) {
            out.println(directory + " is not there yet: the page waits for it");
        }
        out.println("Live: " + server.address());
        out.println("Ctrl-C ends it.");
        out.flush();
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            server.close();
        }
        return ExitCode.OK;
    }

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }

    /** A process that ends at a signal has the signal's exit code, unless it is ended for good here. */
    private static void end(LiveServer server, CountDownLatch end) {
        server.close();
        end.countDown();
        Runtime.getRuntime().halt(ExitCode.OK);
    }
}
