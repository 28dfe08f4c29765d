// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.run.internal.cluster.ClusterException;
import io.backflow.run.internal.cluster.ClusterOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.apache.spark.SparkConf;

/** The configuration of Spark for runs: what the user says, and where the user says nothing what runs need. */
final class Settings {

    /** The memory that each run gets at least, as Spark writes sizes. */
    static final String MEMORY = "spark.backflow.memoryPerRun";

    /** Whether executors may have another version of Java than the driver. */
    static final String OTHER_JAVA = "spark.backflow.otherJava";

    /** The most bytes of a run's files that are sent to the driver, as Spark writes sizes. */
    static final String MOST_BYTES = "spark.backflow.maxRunSize";

    private static final String PREFIX = "spark.";
    private static final String PLUGINS = "spark.plugins";
    private static final String JARS = "spark.jars";
    private static final String EXECUTOR_CLASSES = "spark.executor.extraClassPath";
    private static final String JAVA_OPTIONS = "spark.executor.extraJavaOptions";
    private static final String VECTORS = "--add-modules jdk.incubator.vector";

    private Settings() {}

    /** Returns the configuration. */
    static SparkConf of(ClusterOptions options, String name) {
        SparkConf conf = new SparkConf().setMaster(options.master());
        options.settings().forEach((key, value) -> {
            if (!key.startsWith(PREFIX)) {
                throw new ClusterException(
                        "--spark-conf takes settings of Spark, which begin with spark., got '" + key + "'", null);
            }
            conf.set(key, value);
        });
        conf.setIfMissing("spark.app.name", "backflow compare " + name);
        conf.setIfMissing("spark.ui.enabled", "false");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        conf.setIfMissing("spark.log.level", "WARN"); // of the driver, whose progress would be lost among Spark's lines
        conf.setIfMissing("spark.locality.wait", "0s"); // the data is everywhere
        conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1");
        // A retry goes to another executor, rather than to the one whose disk is full.
        conf.setIfMissing("spark.excludeOnFailure.enabled", "true");
        conf.setIfMissing("spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor", "1");
        conf.setIfMissing("spark.excludeOnFailure.task.maxTaskAttemptsPerNode", "2");
        conf.setIfMissing(MEMORY, "512m");
        conf.setIfMissing(MOST_BYTES, "1g");
        String plugin = BackflowPlugin.class.getName();
        String plugins = conf.get(PLUGINS, "");
        conf.set(PLUGINS, plugins.isEmpty() ? plugin : plugins + "," + plugin);
        String java = conf.get(JAVA_OPTIONS, "");
        if (!java.contains("jdk.incubator.vector")) { // the kernels of the layers, and so the bits, are on it
            conf.set(JAVA_OPTIONS, (java + " " + VECTORS).strip());
        }
        if (!conf.contains(EXECUTOR_CLASSES) && !conf.contains(JARS)) {
            String jar = ownJar();
            if (!jar.isEmpty()) {
                conf.set(JARS, jar);
            }
        }
        return conf;
    }

    /** Returns how many cores a run has. */
    static int coresPerRun(SparkConf conf) {
        return conf.getInt("spark.task.cpus", 1);
    }

    /** Returns the jar that this class is from; empty if it is from a folder. */
    private static String ownJar() {
        CodeSource source = Settings.class.getProtectionDomain().getCodeSource();
        try {
            URI place = source == null || source.getLocation() == null
                    ? null
                    : source.getLocation().toURI();
            boolean jar = place != null && "file".equals(place.getScheme()) && Files.isRegularFile(Path.of(place));
            return jar ? String.valueOf(place) : "";
        } catch (URISyntaxException e) {
            return "";
        }
    }
}
