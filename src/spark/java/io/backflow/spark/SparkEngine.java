// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.run.internal.cluster.ClusterEngine;
import io.backflow.run.internal.cluster.ClusterException;
import io.backflow.run.internal.cluster.ClusterOptions;
import io.backflow.run.internal.cluster.ClusterPlace;

/** Apache Spark as an engine that the program finds by its name. */
public final class SparkEngine implements ClusterEngine {

    /** Makes the engine; for {@link java.util.ServiceLoader}. */
    public SparkEngine() {}

    @Override
    public String name() {
        return "spark";
    }

    @Override
    public ClusterPlace open(ClusterOptions options) {
        try {
            Class.forName(
                    "org.apache.spark.api.java.JavaSparkContext",
                    false,
                    getClass().getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new ClusterException(
                    "Apache Spark is not on the class path: start the command with spark-submit, or add"
                            + " SPARK_HOME/jars/* to the class path of java",
                    e);
        }
        Masters.check(options.master());
        return new SparkPlace(options, new Training());
    }
}
