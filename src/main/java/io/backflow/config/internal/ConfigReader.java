// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.yaml.internal.YamlDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reads configurations.
 *
 * <p>Every method throws a {@link io.backflow.yaml.internal.ConfigException} with every problem of the file, or with
 * the one that kept it from being read at all. A configuration without a name gets that of its file.
 */
public final class ConfigReader {

    /** The option of the command line that gives such values. */
    public static final String SET = "--set";

    private static final ExperimentKind<ComparisonConfig> COMPARISON = new ExperimentKind<>(
            ComparisonConfig.class, List.of("tasks", "cells", "seeds"), "a comparison,", "a comparison");

    private static final ExperimentKind<JobConfig> JOB = new ExperimentKind<>(
            JobConfig.class, List.of("task", "cell"), "one job, which `backflow train` runs,", "one job");

    /** A file is of the first kind of which it has a key, or else of the last. */
    private final List<ExperimentKind<?>> kinds;

    /** What is put into each file that is read. */
    private final List<String> settings;

    /** @param more kinds besides jobs and comparisons, which a file rather is if it has one of their keys */
    public ConfigReader(ExperimentKind<?>... more) {
        this(kinds(more), List.of());
    }

    private ConfigReader(List<ExperimentKind<?>> kinds, List<String> settings) {
        this.kinds = kinds;
        this.settings = List.copyOf(settings);
    }

    private static List<ExperimentKind<?>> kinds(ExperimentKind<?>... more) {
        List<ExperimentKind<?>> all = new ArrayList<>(List.of(more));
        all.add(COMPARISON);
        all.add(JOB);
        return List.copyOf(all);
    }

    /**
     * Returns a reader that puts values into each file that it reads, before any rule is checked.
     *
     * @param assignments paths and values in YAML, such as {@code training.iterations=100}
     */
    public ConfigReader with(List<String> assignments) {
        return new ConfigReader(kinds, assignments);
    }

    private YamlDocument document(Path file) {
        return YamlDocument.read(file).with(SET, settings);
    }

    /** Reads an experiment of the kind that the file's keys tell. */
    public ExperimentConfig<?> read(Path file) {
        YamlDocument document = document(file);
        ExperimentKind<?> kind = kinds.stream()
                .filter(each -> document.hasAny(each.keys()))
                .findFirst()
                .orElse(JOB);
        return bind(document, kind, file);
    }

    /** Reads one job. */
    public JobConfig readJob(Path file) {
        return read(file, JOB);
    }

    /** Reads a comparison. */
    public ComparisonConfig readComparison(Path file) {
        return read(file, COMPARISON);
    }

    /** Reads an experiment that has to be of one of this reader's kinds. */
    public <T extends Record & ExperimentConfig<T>> T read(Path file, ExperimentKind<T> wanted) {
        YamlDocument document = document(file);
        int place = kinds.indexOf(wanted);
        refuse(document, kinds.subList(0, place), wanted);
        if (!document.hasAny(wanted.keys())) { // beside a key of the wanted kind, another's is a slip
            List<ExperimentKind<?>> later = new ArrayList<>(kinds.subList(place + 1, kinds.size()));
            Collections.reverse(later);
            refuse(document, later, wanted);
        }
        return bind(document, wanted, file);
    }

    private static void refuse(YamlDocument document, List<ExperimentKind<?>> others, ExperimentKind<?> wanted) {
        for (ExperimentKind<?> other : others) {
            document.refuse(
                    other.keys(),
                    "this describes " + other.description() + " but " + wanted.wanted() + " is wanted here");
        }
    }

    private static <T extends Record & ExperimentConfig<T>> T bind(
            YamlDocument document, ExperimentKind<T> kind, Path file) {
        return document.withDefault("name", RunName.of(file))
                .bind(kind.type(), new Migration())
                .resolved();
    }
}
