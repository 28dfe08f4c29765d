// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal.mlflow;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is asked of a tracking server about the runs of one experiment, which is made if it is not there. */
final class TrackedRuns {

    private final MlflowClient client;
    private final String experiment;

    TrackedRuns(MlflowClient client, String experiment) {
        this.client = client;
        this.experiment = experiment;
    }

    /** Returns what runs of this experiment on this server are known by. */
    String key() {
        return client.server() + " " + experiment;
    }

    /** Returns the newest value of each metric, as the server describes it. */
    List<?> latestMetrics(RunIds.Ids of) throws IOException, InterruptedException {
        Map<?, ?> found = object(client.get("runs/get", "run_id", of.runId()), "run");
        return found.get("data") instanceof Map<?, ?> data && data.get("metrics") instanceof List<?> metrics
                ? metrics
                : List.of();
    }

    /** Makes a run, below another if one is given. */
    RunIds.Ids create(String name, RunIds.@Nullable Ids below) throws IOException, InterruptedException {
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

    /** Says that a run goes on, and returns whether the server still has it. */
    boolean isBegunAgain(RunIds.Ids before) throws IOException, InterruptedException {
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

    /** Sends metrics, params or tags. */
    void logBatch(RunIds.Ids of, String kind, List<?> items) throws IOException, InterruptedException {
        client.post("runs/log-batch", Map.of("run_id", of.runId(), kind, items));
    }

    /** Says what state a run is in, and if it has ended that it did now. */
    void update(RunIds.Ids of, String status, boolean ended) throws IOException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("run_id", of.runId());
        body.put("status", status);
        if (ended) {
            body.put("end_time", System.currentTimeMillis());
        }
        client.post("runs/update", body);
    }

    static List<Map<String, String>> pairs(Map<String, String> all) {
        return all.entrySet().stream().map(e -> pair(e.getKey(), e.getValue())).toList();
    }

    static Map<String, String> pair(String key, String value) {
        return Map.of("key", key, "value", value);
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
