// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.config.internal.ConfigReader;
import io.backflow.data.internal.source.DataFiles;
import io.backflow.result.internal.ComparisonResult;
import io.backflow.run.internal.Cancellation;
import io.backflow.run.internal.Experiment;
import io.backflow.run.internal.ExperimentOptions;
import io.backflow.run.internal.RunPlace;
import io.backflow.run.internal.RunProgress;
import io.backflow.run.internal.cluster.ClusterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Small comparisons, and whether two of them left the same files. */
final class TestGrids {

    /** Files that only runs on Spark have. */
    private static final Set<String> OF_SPARK = Set.of(RunTask.EXECUTOR, RunTask.LOG);

    private TestGrids() {}

    /** Returns a comparison of a generated task and one of a file, two cells and as many seeds as are asked for. */
    static Path config(Path folder, Path sequences, int iterations, int seeds) throws IOException {
        StringBuilder all = new StringBuilder("1");
        for (int seed = 2; seed <= seeds; seed++) {
            all.append(", ").append(seed);
        }
        return Files.writeString(
                folder.resolve("grid.yaml"),
                String.join(
                        "\n",
                        "tasks:",
                        "  - data: {type: temporal-order, length: 20, testSequences: 40, validationSequences: 20}",
                        "    training: {updater: {type: adam, learningRate: 0.01}, batchSize: 5, iterations: "
                                + iterations + "}",
                        "  - data: {type: sequences, file: '" + sequences
                                + "', validationFraction: 0.2, testFraction: 0.2}",
                        "    training: {updater: {type: adam, learningRate: 0.01}, batchSize: 5, iterations: "
                                + iterations + "}",
                        "cells:",
                        "  - {type: simple-rnn, units: 5}",
                        "  - {type: lstm, units: 5}",
                        "clipping: [{type: global-norm, maxNorm: 1.0}]",
                        "seeds: [" + all + "]",
                        "checkpoint: {every: 50}",
                        ""));
    }

    /** Writes 40 short series of two classes, a row each with its label first, and returns the file. */
    static Path sequences(Path folder) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            rows.append(i % 2 + 1);
            for (int t = 0; t < 12; t++) {
                rows.append('\t').append(Math.round(1000 * Math.sin(0.3 * t * (1 + i % 2) + 0.1 * i)) / 1000.0);
            }
            rows.append('\n');
        }
        return Files.writeString(folder.resolve("waves.tsv"), rows.toString());
    }

    private static ExperimentOptions options(
            Path directory, RunPlace place, Cancellation cancellation, RunProgress progress) {
        return new ExperimentOptions(
                        directory,
                        false,
                        2,
                        DataFiles.of(null, Map.of(), directory, (what, received, total) -> {}),
                        progress,
                        cancellation,
                        Clock.systemUTC())
                .at(place);
    }

    static ComparisonResult compare(Path config, Path directory, RunPlace place) {
        return compare(config, directory, place, new Cancellation(), RunProgress.NONE);
    }

    static ComparisonResult compare(
            Path config, Path directory, RunPlace place, Cancellation cancellation, RunProgress progress) {
        return new Experiment(options(directory, place, cancellation, progress))
                .compare(new ConfigReader().readComparison(config));
    }

    /** Returns how Spark is asked for here. */
    static ClusterOptions local(String master, String... settings) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("spark.driver.host", "127.0.0.1");
        all.put("spark.driver.bindAddress", "127.0.0.1");
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new ClusterOptions(master, null, all);
    }

    /**
     * Returns in what the files of two comparisons differ, but for times and machines.
     *
     * @param checkpoints whether these have to be there
     */
    static List<String> differences(Path one, Path other, boolean checkpoints) throws IOException {
        Map<String, String> ours = contents(one, checkpoints);
        Map<String, String> theirs = contents(other, checkpoints);
        List<String> all = new ArrayList<>();
        Set<String> names = new TreeSet<>(ours.keySet());
        names.addAll(theirs.keySet());
        for (String name : names) {
            String here = ours.getOrDefault(name, "not there");
            String there = theirs.getOrDefault(name, "not there");
            if (!here.equals(there)) {
                all.add(name + "\n" + here + "\n---\n" + there);
            }
        }
        return all;
    }

    private static Map<String, String> contents(Path directory, boolean checkpoints) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                String place = directory.relativize(file).toString();
                if (place.contains("checkpoint/")) {
                    if (checkpoints) {
                        contents.put(place, "");
                    }
                } else if (!OF_SPARK.contains(name) && !name.equals(".lock") && !name.equals("report.html")) {
                    contents.put(place, content(file, name));
                }
            }
        }
        return contents;
    }

    private static String content(Path file, String name) throws IOException {
        if (name.endsWith(".zip")) {
            return Long.toString(Files.size(file));
        }
        String text = Files.readString(file);
        if (name.equals("environment.json")) {
            return text.substring(text.indexOf("\"data\""));
        }
        if (name.endsWith(".csv")) {
            return withoutSeconds(text);
        }
        return text.replaceAll("(\"(at|trainingSeconds|meanTrainingSeconds)\" *: *)[^,\n}]*", "$1");
    }

    private static String withoutSeconds(String csv) {
        List<String> lines = csv.lines().toList();
        List<String> head = List.of(lines.get(0).split(",", -1));
        StringBuilder kept = new StringBuilder();
        for (String line : lines) {
            String[] cells = line.split(",", -1);
            for (int i = 0; i < cells.length; i++) {
                if (!head.get(Math.min(i, head.size() - 1)).endsWith("rainingSeconds")) {
                    kept.append(cells[i]).append(',');
                }
            }
            kept.append('\n');
        }
        return kept.toString();
    }
}
