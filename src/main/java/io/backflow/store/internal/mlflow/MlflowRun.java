// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal.mlflow;

import io.backflow.record.SinkConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    private final String experiment;
    private final SinkConfig.Run run;
    private RunIds.@Nullable Ids ids;
    private RunIds.@Nullable Ids parent;
    private final Map<String, Long> sentBefore = new HashMap<>();

    MlflowRun(MlflowClient client, String experiment, SinkConfig.Run run) {
        this.client = client;
        this.experiment = experiment;
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
        RunIds known = new RunIds(run.directory(), client.server() + " " + experiment);
        Optional<RunIds.Ids> before = run.resumedAfter().isPresent() ? known.read() : Optional.empty();
        if (before.isPresent() && goOn(before.get())) {
            parent = parent();
            return;
        }
        parent = parent();
        RunIds.Ids made = create(run.name(), parent);
        known.write(made);
        ids = made;
    }

    /** Finds a run again, unless somebody removed it, and what was sent of it. */
    private boolean goOn(RunIds.Ids before) throws IOException, InterruptedException {
        if (!isBegunAgain(before)) {
            return false;
        }
        Map<?, ?> found = object(client.get("runs/get", "run_id", before.runId()), "run");
        if (found.get("data") instanceof Map<?, ?> data && data.get("metrics") instanceof List<?> metrics) {
            metrics.forEach(this::remember);
        }
        ids = before;
        return true;
    }

    /** Says that a run goes on, and returns whether the server still has it. */
    private boolean isBegunAgain(RunIds.Ids before) throws IOException, InterruptedException {
        try {
            update(before, "RUNNING", false);
            return true;
        } catch (MlflowClient.Refused e) {
            if (e.isAbout("RESOURCE_DOES_NOT_EXIST")) {
                return false;
            }
            throw e;
        }
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
            RunIds known = new RunIds(above, client.server() + " " + experiment);
            Optional<RunIds.Ids> made = known.read();
            if (made.isPresent() && isBegunAgain(made.get())) {
                return made.get();
            }
            RunIds.Ids parentRun = create(String.valueOf(above.getFileName()), null);
            known.write(parentRun);
            return parentRun;
        }
    }

    private RunIds.Ids create(String name, RunIds.@Nullable Ids below) throws IOException, InterruptedException {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("mlflow.source.name", "backflow");
        tags.put("mlflow.source.type", "LOCAL");
        tags.put("mlflow.runName", name);
        tags.put("mlflow.user", System.getProperty("user.name", ""));
        if (below != null) {
            tags.put("mlflow.parentRunId", below.runId());
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("experiment_id", experimentId());
        body.put("run_name", name);
        body.put("start_time", System.currentTimeMillis());
        body.put("tags", pairs(tags));
        Map<?, ?> info = object(object(client.post("runs/create", body), "run"), "info");
        return new RunIds.Ids(text(info, "run_id"), String.valueOf(info.get("artifact_uri")));
    }

    private String experimentId() throws IOException, InterruptedException {
        try {
            return found();
        } catch (MlflowClient.Refused e) {
            if (!e.isAbout("RESOURCE_DOES_NOT_EXIST")) {
                throw e;
            }
        }
        try {
            return text(client.post("experiments/create", Map.of("name", experiment)), "experiment_id");
        } catch (MlflowClient.Refused e) {
            if (e.isAbout("RESOURCE_ALREADY_EXISTS")) { // another was faster
                return found();
            }
            throw e;
        }
    }

    private String found() throws IOException, InterruptedException {
        Map<?, ?> answer = client.get("experiments/get-by-name", "experiment_name", experiment);
        return text(object(answer, "experiment"), "experiment_id");
    }

    /** Says what is configured; again is the same. */
    void logParameters() throws IOException, InterruptedException {
        RunIds.Ids of = current();
        List<Map<String, String>> batch = new ArrayList<>();
        int characters = 0;
        for (Map.Entry<String, String> setting : run.settings().entrySet()) {
            String value = cut(setting.getValue(), LONGEST_VALUE);
            if (batch.size() == PARAMETERS || characters + value.length() > CHARACTERS) {
                logBatch(of, "params", batch);
                batch = new ArrayList<>();
                characters = 0;
            }
            batch.add(pair(Names.of(setting.getKey()), value));
            characters += value.length();
        }
        if (!batch.isEmpty()) {
            logBatch(of, "params", batch);
        }
    }

    /** Sends points, at most as many as one request may have. */
    void log(List<Point> points) throws IOException, InterruptedException {
        logBatch(current(), "metrics", points.stream().map(Point::toJson).toList());
    }

    private void logBatch(RunIds.Ids of, String kind, List<?> items) throws IOException, InterruptedException {
        client.post("runs/log-batch", Map.of("run_id", of.runId(), kind, items));
    }

    /** Says how the run ended; the comparison is as the last of its runs. */
    void end(Ended ended) throws IOException, InterruptedException {
        logBatch(
                current(),
                "tags",
                pairs(Map.of(
                        "backflow.status", ended.status(), "backflow.reason", cut(ended.reason(), TAG_CHARACTERS))));
        update(current(), ended.mlflow(), true);
        if (parent != null) {
            update(parent, ended.isResult() ? "FINISHED" : ended.mlflow(), true);
        }
    }

    private void update(RunIds.Ids of, String status, boolean ended) throws IOException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("run_id", of.runId());
        body.put("status", status);
        if (ended) {
            body.put("end_time", System.currentTimeMillis());
        }
        client.post("runs/update", body);
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

    private static List<Map<String, String>> pairs(Map<String, String> all) {
        return all.entrySet().stream().map(e -> pair(e.getKey(), e.getValue())).toList();
    }

    private static Map<String, String> pair(String key, String value) {
        return Map.of("key", key, "value", value);
    }

    private static String cut(String text, int length) {
        return text.length() > length ? text.substring(0, length) : text;
    }

    private static Map<?, ?> object(Map<?, ?> in, String name) throws IOException {
        if (in.get(name) instanceof Map<?, ?> object) {
            return object;
        }
        throw new IOException("the answer has no " + name + ": is this a tracking server of MLflow?");
    }

    private static String text(Map<?, ?> in, String name) throws IOException {
        Object value = in.get(name);
        if (value == null) {
            throw new IOException("the answer has no " + name + ": is this a tracking server of MLflow?");
        }
        return value.toString();
    }
}
