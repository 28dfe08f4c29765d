// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.option;

import io.backflow.run.internal.RunPlace;
import io.backflow.run.internal.cluster.ClusterEngine;
import io.backflow.run.internal.cluster.ClusterOptions;
import io.backflow.run.internal.cluster.ClusterPlace;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a command whose runs Apache Spark may carry out. */
public final class SparkOptions {

    private static final String HELP = "--spark needs target/backflow-spark.jar, which mvn -Pspark package makes, and"
            + " the jars of Apache Spark 4.2.0 on the class path: spark-submit --master MASTER"
            + " backflow-spark.jar compare CONFIG, or java -cp 'backflow-spark.jar:SPARK_HOME/jars/*'"
            + " io.backflow.cli.Main compare CONFIG --spark MASTER";

    /** Options that are for a machine of one's own. */
    private static final List<String> HERE = List.of("--jobs");

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description = "Have Apache Spark carry out the runs, one task each: spark://HOST:PORT, local[2], yarn,"
                    + " k8s://... Needs Spark on the class path.")
    private @Nullable String master;

    @Option(
            names = "--shared",
            paramLabel = "DIR",
            description = "With --spark: a folder that this machine and all executors have at the same place. Runs"
                    + " keep checkpoints there, and go on from the last one when an executor is lost.")
    private @Nullable Path shared;

    @Option(
            names = "--spark-conf",
            paramLabel = "KEY=VALUE",
            description = "With --spark: a setting of Spark, such as spark.executor.memory=2g; may be given again.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** Has a function use the place that the options name, which is closed after it. */
    public <T> T at(Function<RunPlace, T> use) {
        String where = master;
        if (where == null) {
            refuse(shared != null, "--shared");
            refuse(!settings.isEmpty(), "--spark-conf");
            return use.apply(RunPlace.here());
        }
        HERE.stream().filter(this::isGiven).findFirst().ifPresent(here -> {
            throw new ParameterException(
                    spec.commandLine(),
                    here + " is for this machine; with --spark, executors and their cores say"
                            + " how many runs go side by side");
        });
        ClusterOptions options = new ClusterOptions(where, shared, settings);
        try (ClusterPlace place = ClusterEngine.find("spark", HELP).open(options)) {
            return use.apply(place);
        }
    }

    private boolean isGiven(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private void refuse(boolean given, String option) {
        if (given) {
            throw new ParameterException(spec.commandLine(), option + " is for --spark, which was not given");
        }
    }
}
