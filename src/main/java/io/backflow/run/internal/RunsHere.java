// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.result.internal.RunSummary;
import java.util.List;
import java.util.function.BiConsumer;

/** This machine, side by side in threads. */
final class RunsHere implements RunPlace {

    @Override
    public void carryOut(List<GridRun> runs, ExperimentOptions options, BiConsumer<Integer, RunSummary> over) {
        new SideBySide(options.jobs(), options.cancellation()).run(runs.size(), place -> {
            if (!options.cancellation().isRequested()) {
                GridRun run = runs.get(place);
                run.carryOut(run.identity(), options.progress(), options.cancellation(), options.clock(), 1)
                        .ifPresent(summary -> over.accept(place, summary));
            }
        });
    }
}
