// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal.mlflow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * A tracking server on this machine that holds requests to the published forms: paths, methods, fields and limits. A
 * request that breaks one is answered as MLflow does, and noted.
 */
final class TrackingServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern KEY = Pattern.compile("[/\\w.\\- ]{1,250}");
    private static final Set<String> STATES = Set.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    final List<String> broken = new ArrayList<>();
    final List<String> requests = new ArrayList<>();
    final List<String> authorizations = new ArrayList<>();
    final Map<String, Stored> runs = new LinkedHashMap<>();
    final Map<String, String> experiments = new LinkedHashMap<>();
    final Map<String, String> files = new TreeMap<>();

    /** How long an answer takes, and with which status the next requests are refused. */
    volatile long slowness;

    volatile int refusals;
    volatile int refusedWith = 503;

    /** What the path of a request has in it that is refused. */
    volatile String refusedPath = "";

    volatile String artifacts = "mlflow-artifacts:/";

    /** A run of the server. */
    static final class Stored {
        String name = "";
        String status = "RUNNING";
        boolean ended;
        final Map<String, String> tags = new TreeMap<>();
        final Map<String, String> parameters = new TreeMap<>();
        final Map<String, List<String>> metrics = new TreeMap<>();
    }

    TrackingServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        try {
            Thread.sleep(slowness);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int status = 200;
        String text;
        synchronized (this) {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            String path = exchange.getRequestURI().getPath();
            requests.add(exchange.getRequestMethod() + " " + path);
            try {
                if (refusals > 0 && path.contains(refusedPath)) {
                    refusals--;
                    throw new Refusal(refusedWith, "NOT_NOW", "refused");
                }
                text = route(
                        exchange.getRequestMethod(),
                        path,
                        exchange.getRequestURI().getQuery(),
                        body);
            } catch (Refusal e) {
                status = e.status;
                text = "{\"error_code\":\"" + e.code + "\",\"message\":\"" + e.getMessage() + "\"}";
            }
        }
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static final class Refusal extends IOException {
        private final int status;
        private final String code;

        Refusal(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    private Refusal invalid(String what) {
        broken.add(what);
        return new Refusal(400, "INVALID_PARAMETER_VALUE", what);
    }

    private String route(String method, String path, String query, byte[] body) throws IOException {
        String artifacts = "/api/2.0/mlflow-artifacts/artifacts/";
        if (method.equals("PUT") && path.startsWith(artifacts)) {
            files.put(path.substring(artifacts.length()), new String(body, java.nio.charset.StandardCharsets.UTF_8));
            return "{}";
        }
        return switch (method + " " + path) {
            case "GET /api/2.0/mlflow/experiments/get-by-name" ->
                experiment(query.replaceFirst("experiment_name=", ""));
            case "GET /api/2.0/mlflow/runs/get" -> run(query.replaceFirst("run_id=", ""));
            case "POST /api/2.0/mlflow/experiments/create" -> {
                String name = JSON.readTree(body).get("name").asText();
                experiments.put(name, String.valueOf(experiments.size() + 1));
                yield "{\"experiment_id\":\"" + experiments.get(name) + "\"}";
            }
            case "POST /api/2.0/mlflow/runs/create" -> create(JSON.readTree(body));
            case "POST /api/2.0/mlflow/runs/log-batch" -> {
                if (body.length > 1_000_000) {
                    throw invalid("a request of " + body.length + " bytes");
                }
                yield logBatch(JSON.readTree(body));
            }
            case "POST /api/2.0/mlflow/runs/update" -> update(JSON.readTree(body));
            default -> {
                broken.add(method + " " + path);
                throw new Refusal(404, "ENDPOINT_NOT_FOUND", path);
            }
        };
    }

    private String experiment(String name) throws Refusal {
        if (!experiments.containsKey(name)) {
            throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "no experiment " + name);
        }
        return "{\"experiment\":{\"experiment_id\":\"" + experiments.get(name) + "\",\"name\":\"" + name + "\"}}";
    }

    private String create(JsonNode body) throws Refusal {
        if (!experiments.containsValue(body.path("experiment_id").asText())
                || !body.path("start_time").isIntegralNumber()) {
            throw invalid("a run without experiment or start");
        }
        Stored run = new Stored();
        run.name = body.path("run_name").asText();
        body.path("tags")
                .forEach(tag ->
                        run.tags.put(tag.get("key").asText(), tag.get("value").asText()));
        String id = String.format("%032x", runs.size() + 1);
        runs.put(id, run);
        return run(id);
    }

    private String run(String id) throws Refusal {
        Stored run = stored(id);
        List<String> latest = new ArrayList<>();
        run.metrics.forEach((key, values) -> latest.add("{\"key\":\"" + key + "\",\"value\":0,\"timestamp\":1,\"step\":"
                + values.get(values.size() - 1).replaceFirst("=.*", "") + "}"));
        return "{\"run\":{\"info\":{\"run_id\":\"" + id + "\",\"artifact_uri\":\"" + artifacts + "1/" + id
                + "/artifacts\"},\"data\":{\"metrics\":[" + String.join(",", latest) + "]}}}";
    }

    private Stored stored(String id) throws Refusal {
        Stored run = runs.get(id);
        if (run == null) {
            throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "no run " + id);
        }
        return run;
    }

    private String logBatch(JsonNode body) throws Refusal {
        Stored run = stored(body.path("run_id").asText());
        JsonNode metrics = body.path("metrics");
        JsonNode params = body.path("params");
        JsonNode tags = body.path("tags");
        if (metrics.size() + params.size() + tags.size() > 1000 || params.size() > 100 || tags.size() > 100) {
            throw invalid("too many in a batch");
        }
        for (JsonNode metric : metrics) {
            JsonNode value = metric.path("value");
            boolean number =
                    value.isNumber() || Set.of("NaN", "Infinity", "-Infinity").contains(value.asText());
            if (!number
                    || !metric.path("timestamp").isIntegralNumber()
                    || !metric.path("step").isIntegralNumber()) {
                throw invalid("metric " + metric);
            }
            run.metrics
                    .computeIfAbsent(key(metric), key -> new ArrayList<>())
                    .add(metric.get("step").asText() + "=" + value.asText());
        }
        for (JsonNode param : params) {
            if (param.path("value").asText().length() > 6000) {
                throw invalid("a value of " + param.path("value").asText().length());
            }
            run.parameters.put(key(param), param.get("value").asText());
        }
        for (JsonNode tag : tags) {
            run.tags.put(key(tag), tag.get("value").asText());
        }
        return "{}";
    }

    private String key(JsonNode item) throws Refusal {
        String key = item.path("key").asText();
        if (!KEY.matcher(key).matches() || key.startsWith("/") || key.endsWith("/") || key.contains("//")) {
            throw invalid("the key '" + key + "'");
        }
        return key;
    }

    private String update(JsonNode body) throws Refusal {
        Stored run = stored(body.path("run_id").asText());
        run.status = body.path("status").asText();
        run.ended = body.path("end_time").isIntegralNumber();
        if (!STATES.contains(run.status)) {
            throw invalid("the status " + run.status);
        }
        return "{\"run_info\":{}}";
    }

    synchronized Stored named(String name) {
        return runs.values().stream()
                .filter(run -> run.name.equals(name))
                .reduce((one, other) -> {
                    throw new AssertionError("two runs " + name);
                })
                .orElseThrow();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
