// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal.mlflow;

import io.backflow.record.SinkConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The run of a tracking server to which one run of ours belongs: made when it starts, found again when it goes on, and
 * below a parent if it is part of a comparison.
 */
final class MlflowRun {

    private static final Object PARENTS = new Object();

    /** Of one request, by MLflow's limits. */
    static final int PARAMETERS = 100;

    /** Characters of one value: MLflow's limit. */
    static final int LONGEST_VALUE = 6000;

    /** Characters of one request's values, which keep it below a megabyte in any alphabet. */
    private static final int CHARACTERS = 200_000;

    private static final int TAG_CHARACTERS = 5000;

    private final MlflowClient client;
    private final TrackedRuns runs;
    private final SinkConfig.Run run;
    private RunIds.@Nullable Ids ids;
    private RunIds.@Nullable Ids parent;
    private final Map<String, Long> sentBefore = new HashMap<>();

    MlflowRun(MlflowClient client, String experiment, SinkConfig.Run run) {
        this.client = client;
        this.runs = new TrackedRuns(client, experiment);
        this.run = run;
    }

    String name() {
        return run.name();
    }

    String server() {
        return client.server();
    }

    /** Makes or finds the run. May be called again after it failed. */
    void begin() throws IOException, InterruptedException {
        RunIds known = new RunIds(run.directory(), runs.key());
        Optional<RunIds.Ids> before = run.resumedAfter().isPresent() ? known.read() : Optional.empty();
        if (before.isPresent() && goOn(before.get())) {
            parent = parent();
            return;
        }
        parent = parent();
        RunIds.Ids made = runs.create(run.name(), parent);
        known.write(made);
        ids = made;
    }

    /** Finds a run again, unless somebody removed it, and what was sent of it. */
    private boolean goOn(RunIds.Ids before) throws IOException, InterruptedException {
        if (!runs.isBegunAgain(before)) {
            return false;
        }
        runs.latestMetrics(before).forEach(this::remember);
        ids = before;
        return true;
    }

    private void remember(@Nullable Object latest) {
        if (latest instanceof Map<?, ?> metric && metric.get("key") instanceof String key) {
            Object step = metric.get("step");
            sentBefore.put(key, step == null ? 0 : Long.parseLong(step.toString()));
        }
    }

    /** Returns whether the server has a point already, sent before the run was stopped. */
    boolean has(Point point) {
        return sentBefore.getOrDefault(point.key(), -1L) >= point.step();
    }

    /** Returns the run of the comparison whose directory is above this run's; null if there is none. */
    private RunIds.@Nullable Ids parent() throws IOException, InterruptedException {
        Path name = Path.of(run.name());
        Path directory = run.directory().toAbsolutePath().normalize();
        if (run.name().isEmpty() || !directory.endsWith(name)) {
            return null;
        }
        Path above = directory;
        for (int i = 0; i < name.getNameCount(); i++) {
            above = Objects.requireNonNull(above.getParent());
        }
        if (!Files.isRegularFile(above.resolve("config.yaml"))) {
            return null;
        }
        synchronized (PARENTS) { // runs side by side share one
            RunIds known = new RunIds(above, runs.key());
            Optional<RunIds.Ids> made = known.read();
            if (made.isPresent() && runs.isBegunAgain(made.get())) {
                return made.get();
            }
            RunIds.Ids parentRun = runs.create(String.valueOf(above.getFileName()), null);
            known.write(parentRun);
            return parentRun;
        }
    }

    /** Says what is configured; again is the same. */
    void logParameters() throws IOException, InterruptedException {
        RunIds.Ids of = current();
        List<Map<String, String>> batch = new ArrayList<>();
        int characters = 0;
        for (Map.Entry<String, String> setting : run.settings().entrySet()) {
            String value = cut(setting.getValue(), LONGEST_VALUE);
            if (batch.size() == PARAMETERS || characters + value.length() > CHARACTERS) {
                runs.logBatch(of, "params", batch);
                batch = new ArrayList<>();
                characters = 0;
            }
            batch.add(TrackedRuns.pair(Names.of(setting.getKey()), value));
            characters += value.length();
        }
        if (!batch.isEmpty()) {
            runs.logBatch(of, "params", batch);
        }
    }

    /** Sends points, at most as many as one request may have. */
    void log(List<Point> points) throws IOException, InterruptedException {
        runs.logBatch(current(), "metrics", points.stream().map(Point::toJson).toList());
    }

    /** Says how the run ended; the comparison is as the last of its runs. */
    void end(Ended ended) throws IOException, InterruptedException {
        runs.logBatch(
                current(),
                "tags",
                TrackedRuns.pairs(Map.of(
                        "backflow.status", ended.status(), "backflow.reason", cut(ended.reason(), TAG_CHARACTERS))));
        runs.update(current(), ended.mlflow(), true);
        if (parent != null) {
            runs.update(parent, ended.isResult() ? "FINISHED" : ended.mlflow(), true);
        }
    }

    /** Returns whether the server takes files itself; others stay where they are. */
    boolean takesFiles() {
        return ids != null && ids.artifactPath().isPresent();
    }

    /** Sends the files of the run's directory, but not of those below it. */
    void sendFiles() throws IOException, InterruptedException {
        String path = current().artifactPath().orElseThrow();
        List<Path> files;
        try (Stream<Path> all = Files.list(run.directory())) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> !isOurs(String.valueOf(file.getFileName())))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            client.put(path + "/" + file.getFileName(), file);
        }
    }

    /** What says who is at work here, or belongs to another sink. */
    private static boolean isOurs(String name) {
        return name.startsWith(".")
                || name.equals(RunIds.FILE)
                || name.equals("status.json")
                || name.contains("tfevents");
    }

    private RunIds.Ids current() {
        return Objects.requireNonNull(ids, "begin comes first");
    }

    private static String cut(String text, int length) {
        return text.length() > length ? text.substring(0, length) : text;
    }
}
