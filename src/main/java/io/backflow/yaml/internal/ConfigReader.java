package io.backflow.yaml.internal;

import io.backflow.config.ComparisonConfig;
import io.backflow.config.ExperimentConfig;
import io.backflow.config.JobConfig;
import io.backflow.config.RunName;
import io.backflow.surface.internal.SurfaceConfig;
import io.backflow.yaml.internal.Node.Entry;
import io.backflow.yaml.internal.Node.Mapping;
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

    /** The key that only an error surface has. */
    private static final List<String> OF_SURFACES = List.of("surface");

    /** The keys that only one job has. */
    private static final List<String> OF_JOBS = List.of("task", "cell");

    private static final String JOB = "this describes one job, which `backflow train` runs, but ";

    private static final String SURFACE = "this describes an error surface, which `backflow surface` draws, but ";

    /**
     * Reads one job; a comparison if the file has {@code tasks}, {@code cells} or {@code seeds}; an error surface if it
     * has {@code surface}.
     */
    public ExperimentConfig read(Path file) {
        Document document = Document.of(ConfigSource.read(file));
        if (document.entryOf(OF_SURFACES) != null) {
            return surface(document, file);
        }
        return document.entryOf(OF_COMPARISONS) == null ? job(document, file) : comparison(document, file);
    }

    /** Reads one job. */
    public JobConfig readJob(Path file) {
        Document document = Document.of(ConfigSource.read(file));
        document.refuse(OF_SURFACES, SURFACE + "one job is wanted here");
        document.refuse(OF_COMPARISONS, "this describes a comparison, but one job is wanted here");
        return job(document, file);
    }

    /** Reads a comparison. */
    public ComparisonConfig readComparison(Path file) {
        Document document = Document.of(ConfigSource.read(file));
        document.refuse(OF_SURFACES, SURFACE + "a comparison is wanted here");
        if (document.entryOf(OF_COMPARISONS) == null) { // beside a key of comparisons it is a slip
            document.refuse(OF_JOBS, JOB + "a comparison is wanted here");
        }
        return comparison(document, file);
    }

    /** Reads an error surface. */
    public SurfaceConfig readSurface(Path file) {
        Document document = Document.of(ConfigSource.read(file));
        if (document.entryOf(OF_SURFACES) == null) {
            document.refuse(OF_JOBS, JOB + "an error surface is wanted here");
            document.refuse(OF_COMPARISONS, "this describes a comparison, but an error surface is wanted here");
        }
        return surface(document, file);
    }

    private static SurfaceConfig surface(Document document, Path file) {
        SurfaceConfig surface = document.bind(SurfaceConfig.class);
        return surface.name() == null ? surface.withName(RunName.of(file)) : surface;
    }

    private static JobConfig job(Document document, Path file) {
        JobConfig job = document.bind(JobConfig.class).withFlow();
        return job.name() == null ? job.withName(RunName.of(file)) : job;
    }

    private static ComparisonConfig comparison(Document document, Path file) {
        ComparisonConfig comparison = document.bind(ComparisonConfig.class).withFlow();
        return comparison.name() == null ? comparison.withName(RunName.of(file)) : comparison;
    }

    /** A file's tree with the problems found in making it. */
    private record Document(Node root, Problems problems) {

        static Document of(ConfigSource source) {
            Problems problems = new Problems(source);
            return new Document(NodeComposer.compose(source, problems), problems);
        }

        /** Returns the entry of the first of these keys that is there. */
        @Nullable
        Entry entryOf(List<String> keys) {
            if (root instanceof Mapping mapping) {
                for (String key : keys) {
                    Entry entry = mapping.entries().get(key);
                    if (entry != null) {
                        return entry;
                    }
                }
            }
            return null;
        }

        /** Ends the search if one of these keys is there. */
        void refuse(List<String> keys, String message) {
            Entry entry = entryOf(keys);
            if (entry != null) {
                throw problems.fatal(entry.keyAt(), message);
            }
        }

        <T extends Record> T bind(Class<T> type) {
            return new Binder(problems).bind(type, root);
        }
    }
}
