// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.data.DataEnvironment;
import io.backflow.result.internal.RunSummary;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Where the runs of a comparison are carried out.
 *
 * <p>What is planned, what is over already, what is extended, and what is written of all runs together does not depend
 * on it; nor do the files of a run, but for its times and the machine that they name.
 */
public interface RunPlace {

    /** Returns this machine, which carries out as many runs side by side as the options say. */
    static RunPlace here() {
        return new RunsHere();
    }

    /**
     * Returns where the data of the comparison is looked for on this machine; a place that has to hand on the files
     * takes note of them.
     */
    default DataEnvironment data(DataEnvironment here) {
        return here;
    }

    /**
     * Carries out runs, and waits until none goes on any more. When one breaks the others are asked to stop, and its
     * exception is thrown when they have.
     *
     * @param runs those without a result
     * @param options who hears of them, and who stops them
     * @param over takes the place of a run in the list and its result, once the files are in the run's directory; a run
     *     that was stopped before its end has none. It is called from any thread
     */
    void carryOut(List<GridRun> runs, ExperimentOptions options, BiConsumer<Integer, RunSummary> over);
}
