// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.config.internal.ConfigReader;
import io.backflow.config.internal.Trial;
import io.backflow.run.internal.GridRun;
import io.backflow.yaml.internal.ConfigWriter;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One run as it is sent to an executor.
 *
 * @param number among those that are sent
 * @param config its job, as {@code config.yaml} holds it
 */
record RunOrder(
        int number, String name, String task, String cell, String clipping, long seed, boolean searching, String config)
        implements Serializable {

    static RunOrder of(int number, GridRun run) {
        Trial trial = run.trial();
        return new RunOrder(
                number,
                run.name(),
                trial.task(),
                trial.cell(),
                trial.clipping(),
                trial.seed(),
                run.searching(),
                ConfigWriter.write(trial.job()));
    }

    /**
     * Returns the point of the grid.
     *
     * @param folder where a file may be written
     */
    Trial trial(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "job", ".yaml");
        try {
            Files.writeString(file, config);
            Trial trial = new Trial(task, cell, clipping, seed, new ConfigReader().readJob(file));
            if (!ConfigWriter.write(trial.job()).equals(config)) {
                throw new IllegalStateException("The configuration of " + name + " was read as another one");
            }
            return trial;
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
