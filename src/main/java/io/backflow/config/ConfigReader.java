package io.backflow.config;

import io.backflow.config.Node.Entry;
import io.backflow.config.Node.Mapping;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads configurations.
 *
 * <p>Every method throws a {@link ConfigException} with every problem of the file, or with the one that kept it from
 * being read at all. A configuration without a name gets that of its file.
 */
public final class ConfigReader {

    /** The keys that only a comparison has. */
    private static final List<String> OF_COMPARISONS = List.of("tasks", "cells", "seeds");

    /** Reads one job, or a comparison if the file has {@code tasks}, {@code cells} or {@code seeds}. */
    public ExperimentConfig read(Path file) {
        Document document = Document.of(ConfigSource.read(file));
        return document.keyOfComparison() == null ? job(document, file) : comparison(document, file);
    }

    /** Reads one job. */
    public JobConfig readJob(Path file) {
        Document document = Document.of(ConfigSource.read(file));
        Entry key = document.keyOfComparison();
        if (key != null) {
            throw document.problems().fatal(key.keyAt(), "this describes a comparison, but one job is wanted here");
        }
        return job(document, file);
    }

    /** Reads a comparison. */
    public ComparisonConfig readComparison(Path file) {
        return comparison(Document.of(ConfigSource.read(file)), file);
    }

    private static JobConfig job(Document document, Path file) {
        JobConfig job = document.bind(JobConfig.class);
        return job.name() == null ? job.withName(RunName.of(file)) : job;
    }

    private static ComparisonConfig comparison(Document document, Path file) {
        ComparisonConfig comparison = document.bind(ComparisonConfig.class);
        return comparison.name() == null ? comparison.withName(RunName.of(file)) : comparison;
    }

    /** A file's tree with the problems found in making it. */
    private record Document(Node root, Problems problems) {

        static Document of(ConfigSource source) {
            Problems problems = new Problems(source);
            return new Document(NodeComposer.compose(source, problems), problems);
        }

        @Nullable
        Entry keyOfComparison() {
            if (root instanceof Mapping mapping) {
                for (String key : OF_COMPARISONS) {
                    Entry entry = mapping.entries().get(key);
                    if (entry != null) {
                        return entry;
                    }
                }
            }
            return null;
        }

        <T extends Record> T bind(Class<T> type) {
            return new Binder(problems).bind(type, root);
        }
    }
}
