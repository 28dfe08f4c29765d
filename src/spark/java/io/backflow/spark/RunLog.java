// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;

/**
 * What is logged in the thread of a run, in a file of the run's and not in the executor's log. It is Spark's Log4j that
 * is told so; where another library has taken over logging, the file has its first line only.
 */
final class RunLog implements AutoCloseable {

    private static final ThreadLocal<PrintWriter> CURRENT = new InheritableThreadLocal<>();
    private static final List<String> LOGGERS = List.of("io.backflow", "org.deeplearning4j", "org.nd4j");
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{1}: %msg%n%ex";

    private static boolean installed;

    private final PrintWriter out;

    private RunLog(PrintWriter out) {
        this.out = out;
    }

    /** Has what this thread logs written to a file until it is closed. */
    static RunLog to(Path file) throws IOException {
        install();
        PrintWriter out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), true);
        CURRENT.set(out);
        return new RunLog(out);
    }

    /** Says where the run is made. */
    void begin(String run, Executor executor) {
        out.println(run + " on " + executor.host() + ", executor " + executor.id() + ", Java " + executor.java());
    }

    @Override
    public void close() {
        CURRENT.remove();
        out.close();
        if (out.checkError()) {
            throw new UncheckedIOException(new IOException("the log of the run cannot be written"));
        }
    }

    private static synchronized void install() {
        if (installed || !(LogManager.getContext(false) instanceof LoggerContext context)) {
            return;
        }
        installed = true;
        Configuration configuration = context.getConfiguration();
        Appender appender = new ToRun(configuration.getRootLogger());
        appender.start();
        for (String name : LOGGERS) {
            LoggerConfig logger = new LoggerConfig(name, Level.INFO, false);
            logger.addAppender(appender, null, null);
            configuration.addLogger(name, logger);
        }
        context.updateLoggers();
    }

    /** Writes to the run of the thread, else where all else is written. */
    private static final class ToRun extends AbstractAppender {

        private final LoggerConfig others;
        private final PatternLayout lines =
                PatternLayout.newBuilder().withPattern(PATTERN).build();

        ToRun(LoggerConfig others) {
            super("backflow-run", null, null, true, Property.EMPTY_ARRAY);
            this.others = others;
        }

        @Override
        public void append(LogEvent event) {
            PrintWriter run = CURRENT.get();
            if (run == null) {
                others.log(event);
            } else {
                run.print(lines.toSerializable(event));
                run.flush();
            }
        }
    }
}
