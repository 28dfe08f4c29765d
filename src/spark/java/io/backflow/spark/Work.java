// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.run.internal.Cancellation;
import io.backflow.run.internal.RunProgress;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/** What an executor does for a run. */
interface Work extends Serializable {

    /**
     * Makes a run in a directory of its own, which may hold one to be continued.
     *
     * @return whether it came to its end
     */
    boolean carryOut(
            RunOrder order,
            Common common,
            ExecutorEnd executor,
            Path directory,
            RunProgress progress,
            Cancellation cancellation)
            throws IOException;
}
