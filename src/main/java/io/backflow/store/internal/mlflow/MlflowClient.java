// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal.mlflow;

import io.backflow.store.internal.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/**
 * Sends requests of MLflow's REST interface, version 2.0.
 *
 * @see <a href="https://mlflow.org/docs/latest/rest-api.html">MLflow REST API</a>
 */
final class MlflowClient {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    /** Bytes a second that a file is sent with at least: a request's time runs while it is sent. */
    private static final long SLOWEST = 100_000;

    private static final String API = "api/2.0/";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final String server;
    private final String authorization;

    MlflowClient(URI server, Map<String, String> environment) {
        String address = server.toString();
        this.server = address.endsWith("/") ? address : address + "/";
        this.authorization = authorization(environment);
    }

    private static String authorization(Map<String, String> environment) {
        String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
        if (!user.isEmpty()) {
            String both = user + ":" + environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
            return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
        }
        String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
        return token.isEmpty() ? "" : "Bearer " + token;
    }

    String server() {
        return server;
    }

    Map<?, ?> post(String endpoint, Map<String, ?> body) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(API + "mlflow/" + endpoint)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.pretty(body)));
        return Json.parse(send(request), Map.class);
    }

    Map<?, ?> get(String endpoint, String parameter, String value) throws IOException, InterruptedException {
        String query = parameter + "=" + encoded(value);
        return Json.parse(send(request(API + "mlflow/" + endpoint + "?" + query).GET()), Map.class);
    }

    /** Sends a file to the store of artefacts behind the server. */
    void put(String artifact, Path file) throws IOException, InterruptedException {
        String path = API + "mlflow-artifacts/artifacts/" + encoded(artifact).replace("%2F", "/");
        Duration sending = Duration.ofSeconds(Files.size(file) / SLOWEST);
        send(request(path).timeout(ANSWER.plus(sending)).PUT(BodyPublishers.ofFile(file)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path)).timeout(ANSWER);
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    private byte[] send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new Refused(answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer.body();
    }

    /** An answer that is not 200. */
    static final class Refused extends IOException {

        private static final int TOO_LONG_FOR_A_LOG = 300;

        private final int status;
        private final String body;

        Refused(int status, String body) {
            super("HTTP " + status + (body.isBlank() ? "" : ": " + brief(body)));
            this.status = status;
            this.body = body;
        }

        private static String brief(String body) {
            String line = body.strip().replaceAll("\\s+", " ");
            return line.length() > TOO_LONG_FOR_A_LOG ? line.substring(0, TOO_LONG_FOR_A_LOG) + "..." : line;
        }

        /** Returns whether the same request may be taken later. */
        boolean mayPass() {
            return status >= 500 || status == 429 || status == 408;
        }

        boolean isAbout(String errorCode) {
            return body.contains(errorCode);
        }
    }
}
