// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import io.backflow.setting.Rules;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Logging really logs: with the slf4j that DL4J pins, logback would be silent. */
class LoggingTest {

    private static final String CONFIGURATION = "/io/backflow/cli/logback-backflow.xml";

    private final LoggerContext program = new LoggerContext();

    @BeforeEach
    void configureAsTheProgramDoes() throws JoranException {
        URL file = Objects.requireNonNull(LoggingTest.class.getResource(CONFIGURATION), CONFIGURATION);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(program);
        configurator.doConfigure(file);
    }

    @Test
    void slf4jIsBoundToLogback() {
        assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(LoggerContext.class);
    }

    @Test
    void theProgramsConfigurationIsReadWithoutComplaint() {
        assertThat(program.getStatusManager().getCopyOfStatusList())
                .filteredOn(status -> status.getEffectiveLevel() >= Status.WARN)
                .isEmpty();
    }

    @Test
    void theProgramLogsToTheErrorStreamOnly() {
        var appenders = program.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).iteratorForAppenders();

        assertThat(appenders)
                .toIterable()
                .singleElement()
                .isInstanceOfSatisfying(
                        ConsoleAppender.class,
                        appender -> assertThat(appender.getTarget()).isEqualTo("System.err"));
    }

    @Test
    void ourOwnLoggersSayMore() {
        assertThat(program.getLogger("io.backflow.run.internal.TrainingRun").getEffectiveLevel())
                .isEqualTo(Level.INFO);
    }

    @Test
    void aLineSaysOfWhichRunItIs() {
        program.setMDCAdapter(MDC.getMDCAdapter());
        var logger = program.getLogger("io.backflow.clipping.ClippingListener");
        var appender = (ConsoleAppender<ILoggingEvent>) program.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
                .iteratorForAppenders()
                .next();

        MDC.put("run", "order/lstm/seed-1: ");
        byte[] line = appender.getEncoder().encode(new LoggingEvent("", logger, Level.INFO, "Update 7", null, null));
        MDC.remove("run");

        assertThat(new String(line, StandardCharsets.UTF_8))
                .endsWith("INFO  ClippingListener: order/lstm/seed-1: Update 7" + System.lineSeparator());
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.deeplearning4j.nn", "org.nd4j.linalg", "org.bytedeco.javacpp"})
    void theLibrariesSayLess(String logger) {
        assertThat(program.getLogger(logger).getEffectiveLevel()).isEqualTo(Level.WARN);
    }

    /** A logback.xml or the like at the root of our jar would replace that of a host project. */
    @Test
    void theJarPutsNothingAtTheRootOfAHostsClassPath() throws IOException, URISyntaxException {
        Path classes = Path.of(
                Rules.class.getProtectionDomain().getCodeSource().getLocation().toURI());

        try (Stream<Path> entries = Files.list(classes)) {
            assertThat(entries.map(entry -> entry.getFileName().toString())).isSubsetOf("io", "META-INF");
        }
    }
}
