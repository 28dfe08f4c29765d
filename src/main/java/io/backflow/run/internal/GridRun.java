// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.config.internal.Trial;
import io.backflow.data.SequenceData;
import io.backflow.result.internal.RunSummary;
import io.backflow.run.internal.fair.ValidatedOnly;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.RunIdentity;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.MDC;

/**
 * One run of a comparison.
 *
 * @param trial what is trained
 * @param whole the data of its task
 * @param searching whether it is a trial of a search, which never sees the test part
 * @param directory where its files are written
 */
public record GridRun(Trial trial, SequenceData whole, boolean searching, Path directory) {

    /** Under this key a line of the log says which of several runs it is of. */
    static final String LOGGED = "run";

    /** Returns the name by which progress tells it from others. */
    public String name() {
        return String.valueOf(trial.job().name());
    }

    /** Returns what the run is of. */
    public RunIdentity identity() {
        return RunIdentity.of(trial, whole);
    }

    /** Returns the same run with files elsewhere. */
    public GridRun in(Path elsewhere) {
        return new GridRun(trial, whole, searching, elsewhere);
    }

    /**
     * Trains the network, in this process: from the last checkpoint on, if the directory has one of the same identity.
     *
     * @param identity what the directory says that the run is of
     * @param threads how many it computes in, where its job does not say
     * @return nothing if it was stopped before its end
     */
    public Optional<RunSummary> carryOut(
            RunIdentity identity, RunProgress progress, Cancellation cancellation, Clock clock, int threads) {
        boolean goesOn = identity.isThatOf(directory) && !RunDirectory.holdsResult(directory);
        SequenceData data = searching ? new ValidatedOnly(whole) : whole;
        MDC.put(LOGGED, name() + ": ");
        try (RunDirectory run = RunDirectory.open(directory, identity, !goesOn, clock)) {
            RunSummary summary = new TrainingRun(trial, data, run, progress, cancellation, threads).execute();
            return Optional.of(summary).filter(ended -> ended.status().isResult());
        } finally {
            MDC.remove(LOGGED);
        }
    }
}
