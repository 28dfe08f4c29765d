// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The JSON schema of configurations, by which editors complete, explain and check them. */
public final class ConfigSchema {

    static final String FILE = "/io/backflow/config/backflow.schema.json";

    private ConfigSchema() {}

    /** Returns the schema's text (draft 7). It knows names, types and defaults; rules about values are the reader's. */
    public static String text() {
        try (InputStream in = ConfigSchema.class.getResourceAsStream(FILE)) {
            return new String(Objects.requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
