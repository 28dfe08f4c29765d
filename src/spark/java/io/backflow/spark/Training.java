// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.config.internal.Trial;
import io.backflow.data.SequenceData;
import io.backflow.run.internal.Cancellation;
import io.backflow.run.internal.GridRun;
import io.backflow.run.internal.NativeThreads;
import io.backflow.run.internal.RunProgress;
import io.backflow.store.internal.RunIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** The training of the network of a run. */
final class Training implements Work {

    private static final long serialVersionUID = 1L;

    @Override
    public boolean carryOut(
            RunOrder order,
            Common common,
            ExecutorEnd executor,
            Path directory,
            RunProgress progress,
            Cancellation cancellation)
            throws IOException {
        NativeThreads.limitToOne();
        Trial trial = order.trial(executor.folder());
        SequenceData data = executor.data().of(trial, common);
        GridRun run = new GridRun(trial, data, order.searching(), directory);
        RunIdentity identity = executor.data().identity(run, common);
        return run.carryOut(identity, progress, cancellation, Clock.systemUTC(), executor.coresPerRun())
                .isPresent();
    }
}
