// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.config.internal.ConfigReader;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job may say in how many threads it computes, and gets the same numbers. */
class ThreadsTest {

    /** Large enough for three threads. */
    private static final String JOB = """
            task: {type: temporal-order, length: 60, validationSequences: 5, testSequences: 20}
            cell: {type: lstm, units: 40}
            clipping: {type: global-norm, maxNorm: 1.0}
            training: {updater: adam, batchSize: 24, iterations: 3}
            """;

    @TempDir
    private Path folder;

    @Test
    void theNumbersAreTheSame() throws Exception {
        assertThat(train(3).resolve("gradients.jsonl")).hasSameTextualContentAs(train(1).resolve("gradients.jsonl"));
    }

    private Path train(int threads) throws Exception {
        Path file = Files.writeString(folder.resolve(threads + ".yaml"), JOB + "threads: " + threads + "\n");
        Path directory = folder.resolve("run-" + threads);
        JobConfig job = new ConfigReader().readJob(file);
        assertThat(job.settings().threadsOr(7)).isEqualTo(threads);
        Tiny.in(directory).train(job);
        assertThat(directory.resolve("config.yaml")).content().contains("threads: " + threads);
        return directory;
    }

    @Test
    void aJobMayLeaveItOpen() throws Exception {
        JobConfig job = new ConfigReader().readJob(Files.writeString(folder.resolve("job.yaml"), JOB));
        assertThat(job.settings().threadsOr(7)).isEqualTo(7);
    }

    @Test
    void thereIsAtLeastOne() {
        assertThat(Yaml.problems(JobConfig.class, JOB + "threads: 0\n"))
                .containsExactly("5:10 threads must be between 1 and 1024, got 0");
    }
}
