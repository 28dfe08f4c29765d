// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.backflow.yaml.internal.ConfigException;
import io.backflow.yaml.internal.ConfigSource;
import io.backflow.yaml.internal.YamlDocument;
import java.util.List;

/** Binds texts as the reader binds files. */
public final class Yaml {

    private Yaml() {}

    public static <T extends Record> T bind(Class<T> type, String yaml) {
        return YamlDocument.of(ConfigSource.of("test.yaml", yaml)).bind(type, new Migration());
    }

    public static ConfigException failure(Class<? extends Record> type, String yaml) {
        ConfigException failure = catchThrowableOfType(ConfigException.class, () -> bind(type, yaml));
        if (failure == null) {
            throw new AssertionError("bound without a problem: " + yaml);
        }
        return failure;
    }

    /** Returns the problems as {@code line:column message}. */
    public static List<String> problems(Class<? extends Record> type, String yaml) {
        return failure(type, yaml).problems().stream()
                .map(problem -> problem.line() + ":" + problem.column() + " " + problem.message())
                .toList();
    }
}
