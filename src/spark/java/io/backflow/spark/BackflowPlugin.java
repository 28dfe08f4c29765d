// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/** What Spark loads in the driver and in every executor, and through which they talk by Spark's own calls. */
public final class BackflowPlugin implements SparkPlugin {

    /** Makes the plugin; for Spark. */
    public BackflowPlugin() {}

    @Override
    public DriverPlugin driverPlugin() {
        return new DriverEnd();
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ExecutorEnd();
    }
}
