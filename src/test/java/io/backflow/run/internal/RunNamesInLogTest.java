// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.backflow.clipping.ClippingListener;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Lines of runs that go on side by side can be told apart. */
class RunNamesInLogTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(ClippingListener.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @TempDir
    private Path folder;

    @Test
    void eachLineSaysWhichRunItIsOf() throws Exception {
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
        try {
            Tiny.in(folder.resolve("compared")).jobs(2).compare(Tiny.comparison());
        } finally {
            logger.setLevel(null);
            logger.detachAppender(lines);
        }

        assertThat(lines.list)
                .filteredOn(event -> event.getFormattedMessage().startsWith("Update"))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.getMDCPropertyMap().get(GridRun.LOGGED))
                        .matches("temporal-order/(simple-rnn|lstm)/global-norm/seed-[12]: "));
    }
}
