// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** How much is said on standard error beside results. */
public final class LoggingOptions {

    private boolean verbose;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log details, and print stack traces.")
    void setVerbose(boolean value) {
        verbose = value;
        org.slf4j.Logger ours = LoggerFactory.getLogger("io.backflow");
        if (value && ours.getClass().getName().startsWith("ch.qos.logback.")) {
            Logback.debug(ours);
        }
    }

    /** Loaded only where the log is Logback's, which it is not in a program of Apache Spark. */
    private static final class Logback {

        static void debug(org.slf4j.Logger ours) {
            ((Logger) ours).setLevel(Level.DEBUG);
        }
    }

    /** Returns whether more is to be said. */
    public boolean isVerbose() {
        return verbose;
    }
}
