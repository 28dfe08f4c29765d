// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.live;

import io.backflow.report.internal.live.LiveServer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a command that shows its run directory in a browser while it trains. */
public final class LiveOptions {

    private static final int MOST = 65_535;

    @Option(
            names = "--live",
            description = "Serve the report on 127.0.0.1 while the command runs, and print its address. The page"
                    + " follows the files of the run directory.")
    private boolean live;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where --live serves; by default a free port is taken.")
    @Nullable
    private Integer port;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** Starts to serve a directory if that was asked for; prints the address on standard error. */
    public Session open(Path directory) {
        CommandLine command = spec.commandLine();
        if (!live) {
            if (port != null) {
                throw new ParameterException(command, "--port is for --live, which was not given");
            }
            return () -> {};
        }
        LiveServer server = start(command, directory, port == null ? 0 : port);
        System.err.println("Live: " + server.address());
        return server::close;
    }

    /** Starts a server, or says what is wrong with the port. */
    static LiveServer start(CommandLine command, Path directory, int port) {
        if (port < 0 || port > MOST) {
            throw new ParameterException(command, "--port must be between 0 and 65535, got " + port);
        }
        return LiveServer.start(directory, port);
    }

    /** What is served until it is closed. */
    public interface Session extends AutoCloseable {

        @Override
        void close();
    }
}
