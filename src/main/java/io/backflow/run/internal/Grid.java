// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.config.internal.Trial;
import io.backflow.config.internal.search.SearchConfig;
import io.backflow.data.DataConfig;
import io.backflow.data.SequenceData;
import io.backflow.result.internal.ComparisonCsv;
import io.backflow.result.internal.ComparisonResult;
import io.backflow.result.internal.RunSummary;
import io.backflow.run.internal.fair.ArmSearch;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.RunDirectoryException;
import io.backflow.store.internal.RunIdentity;
import io.backflow.store.internal.RunStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs the trials of a comparison side by side, each in a directory of its own below the comparison's. */
final class Grid {

    private static final double SHARE_OF_WRITING = 0.005;

    private final RunDirectory directory;
    private final Map<DataConfig, SequenceData> data;
    private final ExperimentOptions options;
    private List<Trial> trials;
    private final @Nullable SearchConfig search;

    /** The results so far, by the number of their trial. */
    private final Map<Integer, RunSummary> over = new TreeMap<>();

    /** By the clock of the virtual machine. */
    private long nextWriting = System.nanoTime();

    /** @param search what is chosen for each arm before it is run; or null */
    Grid(
            RunDirectory directory,
            Map<DataConfig, SequenceData> data,
            ExperimentOptions options,
            List<Trial> trials,
            @Nullable SearchConfig search) {
        this.search = search;
        this.directory = directory;
        this.data = data;
        this.options = options;
        this.trials = trials;
    }

    /**
     * Runs what is not over yet, and returns the results in the order of the trials, however many run side by side. If
     * a run breaks the others are asked to stop, and its exception is thrown when they have.
     */
    ComparisonResult run() {
        collect();
        if (search != null && !choose(new ArmSearch(search, trials))) {
            return write();
        }
        trials.forEach(this::checkIdentity);
        List<Integer> missing = IntStream.range(0, trials.size())
                .filter(number -> !over.containsKey(number))
                .boxed()
                .toList();
        options.place()
                .carryOut(
                        missing.stream()
                                .map(number -> run(trials.get(number), false))
                                .toList(),
                        options,
                        (place, result) -> add(missing.get(place), result));
        return write();
    }

    /** Takes the runs that are over, all before the first table is written, so that none ever lacks in one. */
    private void collect() {
        for (int number = 0; number < trials.size(); number++) {
            String name = trials.get(number).job().name();
            Optional<RunSummary> before = RunSummary.read(directory.path().resolve(name));
            if (before.isPresent()) {
                over.put(number, before.get());
                options.progress().ended(name, before.get().status());
            }
        }
        if (directory.isExtended()) {
            options.progress()
                    .solved("Extends what is there: " + over.size() + " of " + trials.size() + " runs are over");
        }
        write();
    }

    /**
     * Sees to it that no run of something else is taken for that of a trial, or replaced by it.
     *
     * @throws RunDirectoryException if there is one in the trial's place
     */
    private void checkIdentity(Trial trial) {
        Path path = directory.path().resolve(trial.job().name());
        if (RunDirectory.holdsWork(path)) {
            RunIdentity identity = RunIdentity.of(
                    trial, Objects.requireNonNull(data.get(trial.job().task())));
            if (!identity.isThatOf(path)) {
                throw new RunDirectoryException(
                        "The run in " + path + " is " + identity.differenceFrom(path)
                                + "; it was not changed. --force starts the whole comparison anew, --run-dir names"
                                + " another place",
                        null);
            }
        }
    }

    /** Tries what is to be chosen from, and returns whether it came to the end. */
    private boolean choose(ArmSearch arms) {
        List<Trial> candidates = arms.candidates();
        candidates.forEach(this::checkIdentity);
        Map<Integer, RunSummary> tried = Collections.synchronizedMap(new TreeMap<>());
        List<Integer> missing = new ArrayList<>();
        for (int number = 0; number < candidates.size(); number++) {
            String name = candidates.get(number).job().name();
            Optional<RunSummary> before = RunSummary.read(directory.path().resolve(name));
            if (before.isPresent()) {
                tried.put(number, before.get());
                options.progress().ended(name, before.get().status());
            } else {
                missing.add(number);
            }
        }
        options.place()
                .carryOut(
                        missing.stream()
                                .map(number -> run(candidates.get(number), true))
                                .toList(),
                        options,
                        (place, result) -> tried.put(missing.get(place), result));
        if (tried.size() < candidates.size()) {
            return false;
        }
        List<ArmSearch.Tried> judged = arms.judge(List.copyOf(tried.values()));
        directory.json("search.json", judged.stream().map(ArmSearch.Tried::json).toList());
        judged.stream()
                .filter(ArmSearch.Tried::chosen)
                .forEach(best -> options.progress().solved(best.toString()));
        trials = arms.chosen(judged);
        return true;
    }

    private GridRun run(Trial trial, boolean searching) {
        return new GridRun(
                trial,
                Objects.requireNonNull(data.get(trial.job().task())),
                searching,
                directory.path().resolve(trial.job().name()));
    }

    /**
     * Written after each run, so that a comparison that is cut off leaves a summary of what it has; as its tables grow
     * with every run, only as often as takes {@link #SHARE_OF_WRITING} of the time.
     */
    private synchronized void add(int number, RunSummary summary) {
        over.put(number, summary);
        if (System.nanoTime() - nextWriting >= 0) {
            write();
        }
    }

    private synchronized ComparisonResult write() {
        long start = System.nanoTime();
        ComparisonResult result = writeNow();
        long end = System.nanoTime();
        nextWriting = end + (long) ((end - start) / SHARE_OF_WRITING);
        return result;
    }

    private ComparisonResult writeNow() {
        boolean all = over.size() == trials.size();
        String reason = all ? "" : over.size() + " of " + trials.size() + " runs are over";
        RunStatus unfinished = options.cancellation().isRequested() ? RunStatus.INTERRUPTED : RunStatus.RUNNING;
        ComparisonResult result = new ComparisonResult(
                directory.path(), List.copyOf(over.values()), all ? RunStatus.FINISHED : unfinished, reason);
        directory.json("summary.json", result);
        ComparisonCsv.write(result, directory);
        return result;
    }
}
