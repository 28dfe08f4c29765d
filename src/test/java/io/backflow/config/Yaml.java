package io.backflow.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;

/** Binds texts as the reader binds files. */
final class Yaml {

    private Yaml() {}

    static <T extends Record> T bind(Class<T> type, String yaml) {
        ConfigSource source = ConfigSource.of("test.yaml", yaml);
        Problems problems = new Problems(source);
        return new Binder(problems).bind(type, NodeComposer.compose(source, problems));
    }

    static ConfigException failure(Class<? extends Record> type, String yaml) {
        ConfigException failure = catchThrowableOfType(ConfigException.class, () -> bind(type, yaml));
        if (failure == null) {
            throw new AssertionError("bound without a problem: " + yaml);
        }
        return failure;
    }

    /** Returns the problems as {@code line:column message}. */
    static List<String> problems(Class<? extends Record> type, String yaml) {
        return failure(type, yaml).problems().stream()
                .map(problem -> problem.line() + ":" + problem.column() + " " + problem.message())
                .toList();
    }
}
