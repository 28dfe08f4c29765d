// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.surface.internal.SurfaceConfig;
import io.backflow.yaml.internal.Binder;
import io.backflow.yaml.internal.Choices;
import io.backflow.yaml.internal.ConfigException;
import io.backflow.yaml.internal.ConfigSource;
import io.backflow.yaml.internal.NameAdvice;
import io.backflow.yaml.internal.NodeComposer;
import io.backflow.yaml.internal.Problem;
import io.backflow.yaml.internal.Problems;
import io.backflow.yaml.internal.RecordShape;
import io.backflow.yaml.internal.RecordShape.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** Holds for every record that a configuration can reach, in whatever room it lives. */
class DefaultsTest {

    static Stream<Class<?>> records() {
        Set<Class<?>> found = new LinkedHashSet<>();
        reach(JobConfig.class, found);
        reach(ComparisonConfig.class, found);
        reach(SurfaceConfig.class, found);
        return found.stream();
    }

    @ParameterizedTest
    @MethodSource("records")
    void everyDefaultIsOfItsType(Class<?> type) {
        for (Setting setting : RecordShape.of(type).settings()) {
            String yaml = setting.defaultYaml();
            if (yaml != null) {
                assertThat(problemsOfDefault(type, setting))
                        .as("%s = %s", setting, yaml)
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"sgd", "momentum", "rmsprop", "adam"})
    void updatersHaveTheDefaultsOfDl4j(String type) {
        IUpdater updater = Yaml.bind(TrainingConfig.class, "{epochs: 1, updater: " + type + "}")
                .updater()
                .newUpdater();
        IUpdater expected = switch (type) {
            case "sgd" -> new Sgd();
            case "momentum" -> new Nesterovs();
            case "rmsprop" -> new RmsProp();
            default -> new Adam();
        };
        assertThat(updater).isEqualTo(expected);
    }

    @Test
    void eachUpdaterIsFresh() {
        UpdaterConfig config = new UpdaterConfig.Sgd(0.1);
        assertThat(config.newUpdater()).isEqualTo(config.newUpdater()).isNotSameAs(config.newUpdater());
    }

    /** Leaves everything out, so that only missing keys may be wrong. */
    private static Stream<String> problemsOfDefault(Class<?> type, Setting setting) {
        ConfigSource source = ConfigSource.of("test.yaml", "{}");
        Problems problems = new Problems(source);
        try {
            new Binder(problems, NameAdvice.NONE)
                    .bind(type.asSubclass(Record.class), NodeComposer.compose(source, problems));
            return Stream.empty();
        } catch (ConfigException e) {
            return e.problems().stream().map(Problem::message).filter(message -> message.startsWith(setting.name()));
        }
    }

    private static void reach(Type type, Set<Class<?>> found) {
        if (type instanceof ParameterizedType list) {
            reach(list.getActualTypeArguments()[0], found);
        } else if (type instanceof Class<?> plain && plain.isInterface()) {
            Choices choices = Choices.of(plain);
            choices.names().forEach(name -> reach(Objects.requireNonNull(choices.get(name)), found));
        } else if (type instanceof Class<?> plain && plain.isRecord() && found.add(plain)) {
            RecordShape.of(plain).settings().forEach(setting -> reach(setting.type(), found));
        }
    }
}
