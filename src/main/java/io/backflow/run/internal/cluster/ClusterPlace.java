// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.cluster;

import io.backflow.run.internal.RunPlace;

/** The place of an engine, which is connected until it is closed. */
public interface ClusterPlace extends RunPlace, AutoCloseable {

    /** Ends what was started for the runs, on this machine and on others. */
    @Override
    void close();
}
