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
        if (value && LoggerFactory.getLogger("io.backflow") instanceof Logger logger) {
            logger.setLevel(Level.DEBUG);
        }
    }

    /** Returns whether more is to be said. */
    public boolean isVerbose() {
        return verbose;
    }
}
