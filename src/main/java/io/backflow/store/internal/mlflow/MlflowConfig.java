// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal.mlflow;

import io.backflow.record.RecordSink;
import io.backflow.record.SinkConfig;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A tracking server of MLflow, to which settings, numbers and files go. Who may write is said by
 * {@code MLFLOW_TRACKING_TOKEN}, or {@code MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}.
 *
 * @param uri where the server is; null is what {@code MLFLOW_TRACKING_URI} says
 * @param experiment the name of the experiment that the runs belong to
 */
@TypeName("mlflow")
public record MlflowConfig(
        @Nullable String uri, @Default("backflow") String experiment) implements SinkConfig {

    private static final String URI_VARIABLE = "MLFLOW_TRACKING_URI";

    /** Checks the rules. */
    public MlflowConfig {
        Rules rules = new Rules().notBlank("experiment", experiment);
        if (uri != null) {
            rules.require(isWeb(uri), "uri", "must be the http or https address of a server", uri);
            rules.require(!hasSecret(uri), "uri", "must hold no password, which the environment has", "one");
        }
        rules.enforce();
    }

    private static boolean isWeb(String uri) {
        try {
            URI parsed = new URI(uri);
            return parsed.getHost() != null
                    && ("http".equalsIgnoreCase(parsed.getScheme()) || "https".equalsIgnoreCase(parsed.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean hasSecret(String uri) {
        return isWeb(uri) && URI.create(uri).getUserInfo() != null;
    }

    @Override
    public boolean takesAllKinds() {
        return true;
    }

    @Override
    public RecordSink open(Path directory, String name, boolean goesOn) {
        return open(new Run(directory, name, Map.of(), goesOn ? OptionalLong.of(0) : OptionalLong.empty()));
    }

    @Override
    public RecordSink open(Run run) {
        return open(run, System.getenv());
    }

    RecordSink open(Run run, Map<String, String> environment) {
        String address = uri == null ? environment.getOrDefault(URI_VARIABLE, "") : uri;
        if (!isWeb(address)) {
            throw new IllegalStateException("The sink mlflow has no server: its uri or " + URI_VARIABLE
                    + " must be an http or https address, got '" + address + "'");
        }
        MlflowClient client = new MlflowClient(URI.create(address), environment);
        return MlflowSink.open(new MlflowRun(client, experiment, run), MlflowSink.Patience.USUAL);
    }
}
