// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.data.DataEnvironment;
import java.nio.file.Path;
import java.time.Clock;

/**
 * Where and how an experiment runs, apart from what its configuration says; none of it changes a result.
 *
 * @param directory the run directory
 * @param force whether a finished run there is replaced
 * @param jobs how many runs go side by side, each with one native thread
 * @param data where data is looked for
 * @param progress hears how far the runs are
 * @param cancellation stops the runs early
 * @param clock gives the times that files carry
 * @param place where the runs of a comparison are carried out
 */
public record ExperimentOptions(
        Path directory,
        boolean force,
        int jobs,
        DataEnvironment data,
        RunProgress progress,
        Cancellation cancellation,
        Clock clock,
        RunPlace place) {

    /** Carries out runs on this machine. */
    public ExperimentOptions(
            Path directory,
            boolean force,
            int jobs,
            DataEnvironment data,
            RunProgress progress,
            Cancellation cancellation,
            Clock clock) {
        this(directory, force, jobs, data, progress, cancellation, clock, RunPlace.here());
    }

    /** Returns the same options with another place. */
    public ExperimentOptions at(RunPlace elsewhere) {
        return new ExperimentOptions(directory, force, jobs, data, progress, cancellation, clock, elsewhere);
    }
}
