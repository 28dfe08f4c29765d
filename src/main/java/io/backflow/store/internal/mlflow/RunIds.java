// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal.mlflow;

import io.backflow.store.internal.AtomicFiles;
import io.backflow.store.internal.Json;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The file by which a run that goes on finds its run on a server again; one server beside another. */
final class RunIds {

    static final String FILE = "mlflow.json";

    private static final String SERVED = "mlflow-artifacts:";

    private final Path file;
    private final String server;

    RunIds(Path directory, String server) {
        this.file = directory.resolve(FILE);
        this.server = server;
    }

    /**
     * What a server calls a run.
     *
     * @param runId its id
     * @param artifactUri where its files are
     */
    record Ids(String runId, String artifactUri) {

        /** Returns the path of the run's files behind the server; empty if they are elsewhere. */
        Optional<String> artifactPath() {
            if (!artifactUri.startsWith(SERVED)) {
                return Optional.empty();
            }
            String rest = artifactUri.substring(SERVED.length());
            String path = rest.startsWith("//") ? rest.replaceFirst("//[^/]*", "") : rest;
            return Optional.of(path.replaceFirst("^/+", ""));
        }
    }

    Optional<Ids> read() {
        synchronized (RunIds.class) {
            Object known = all().get(server);
            return known instanceof Map<?, ?> ids
                            && ids.get("runId") instanceof String id
                            && ids.get("artifactUri") instanceof String uri
                    ? Optional.of(new Ids(id, uri))
                    : Optional.empty();
        }
    }

    void write(Ids ids) {
        synchronized (RunIds.class) {
            Map<String, Object> all = all();
            all.put(server, ids);
            AtomicFiles.write(file, Json.pretty(all));
        }
    }

    private Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        if (Files.isRegularFile(file)) {
            try {
                Map<?, ?> known = Json.read(file, Map.class);
                known.forEach((key, value) -> all.put(String.valueOf(key), value));
            } catch (UncheckedIOException e) {
                return all; // cut off by hand: the run is made anew
            }
        }
        return all;
    }
}
