// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.listing;

import io.backflow.result.internal.RunSummary;
import io.backflow.store.internal.Json;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.RunState;
import io.backflow.store.internal.RunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what the files of one run directory say, whatever is wrong with some of them. */
public final class RunReader {

    private static final Pattern KEY = Pattern.compile("(?m)^(cells|surface):");
    private static final Pattern NAME = Pattern.compile("(?m)^name: (.*)$");
    private static final Pattern SEED = Pattern.compile("(?m)^seed: (-?[0-9]{1,18})$");
    private static final Pattern TYPE = Pattern.compile("(?m)^(task|cell|clipping):\\R  type: (.*)$");

    /** Of the name of a comparison's run: {@code task/cell/clipping/seed-1}. */
    private static final int NAME_PARTS = 4;

    private RunReader() {}

    /** Returns what a directory holds. */
    public static FoundRun read(Path directory) {
        try {
            return RunState.read(directory)
                    .map(state -> read(directory, state))
                    .orElseGet(() -> broken(directory, "status.json is missing"));
        } catch (UncheckedIOException e) {
            return broken(directory, "status.json is not what a run writes");
        }
    }

    static FoundRun broken(Path directory, String reason) {
        return found(directory, FoundRun.BROKEN, reason, "", null);
    }

    private static FoundRun read(Path directory, RunState state) {
        if (!Files.isRegularFile(directory.resolve(RunDirectory.CONFIG))) {
            return broken(directory, RunDirectory.CONFIG + " is missing");
        }
        boolean run = kind(config(directory)).equals(FoundRun.RUN);
        RunSummary summary = null;
        if (run && state.status().isResult()) {
            try {
                summary = Json.read(directory.resolve("summary.json"), RunSummary.class);
            } catch (UncheckedIOException e) {
                boolean there = Files.exists(directory.resolve("summary.json"));
                return broken(directory, "summary.json is " + (there ? "not what a run writes" : "missing"));
            }
        }
        return found(directory, state.status().key(), reason(state, directory, run), state.at(), summary);
    }

    /** A comparison names none, and its summary says whether all its runs are there. */
    private static String reason(RunState state, Path directory, boolean run) {
        boolean lost =
                !run && state.status() == RunStatus.FINISHED && !Files.isRegularFile(directory.resolve("summary.json"));
        return lost ? "summary.json is missing" : state.reason();
    }

    private static FoundRun found(
            Path directory, String status, String reason, String at, @Nullable RunSummary summary) {
        String config = config(directory);
        String kind = kind(config);
        if (summary != null) {
            return new FoundRun(
                    directory,
                    kind,
                    status,
                    reason.isEmpty() ? summary.reason() : reason,
                    at,
                    summary.task(),
                    summary.cell(),
                    summary.clipping(),
                    summary.seed(),
                    summary,
                    List.of());
        }
        String[] names = kind.equals(FoundRun.RUN) ? names(config) : new String[] {"", "", ""};
        Matcher seed = SEED.matcher(config);
        Long number = kind.equals(FoundRun.RUN) && seed.find() ? Long.valueOf(seed.group(1)) : null;
        return new FoundRun(directory, kind, status, reason, at, names[0], names[1], names[2], number, null, List.of());
    }

    private static String[] names(String config) {
        Matcher name = NAME.matcher(config);
        String[] parts = name.find() ? name.group(1).split("/", -1) : new String[0];
        if (parts.length == NAME_PARTS) {
            return parts;
        }
        String[] types = {"", "", ""};
        Matcher type = TYPE.matcher(config);
        while (type.find()) {
            types[List.of("task", "cell", "clipping").indexOf(type.group(1))] = type.group(2);
        }
        return types;
    }

    private static String kind(String config) {
        Matcher key = KEY.matcher(config);
        if (!key.find()) {
            return FoundRun.RUN;
        }
        return "cells".equals(key.group(1)) ? FoundRun.COMPARISON : FoundRun.SURFACE;
    }

    private static String config(Path directory) {
        return file(directory.resolve(RunDirectory.CONFIG)).orElse("");
    }

    private static Optional<String> file(Path file) {
        try {
            return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // no text: broken, and said to be so where it is needed
        }
    }
}
