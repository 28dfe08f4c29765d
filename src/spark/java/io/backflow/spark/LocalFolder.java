// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/** The folder of an executor on its own disk. */
final class LocalFolder {

    /** Where cluster managers say it, each for its own executors: standalone, YARN, Kubernetes. */
    private static final List<String> VARIABLES = List.of("SPARK_EXECUTOR_DIRS", "LOCAL_DIRS", "SPARK_LOCAL_DIRS");

    private LocalFolder() {}

    /** Makes one below the first that the cluster manager names, else below {@code spark.local.dir}. */
    static Path make(SparkConf conf) throws IOException {
        return Files.createTempDirectory(root(System.getenv(), conf), "backflow-");
    }

    static Path root(Map<String, String> variables, SparkConf conf) {
        return VARIABLES.stream()
                .map(name -> variables.getOrDefault(name, ""))
                .flatMap(value -> Stream.of(value.split("[,:]", -1)))
                .filter(value -> !value.isBlank())
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .orElseGet(() -> Path.of(conf.get("spark.local.dir", System.getProperty("java.io.tmpdir"))
                        .split(",", -1)[0]));
    }
}
