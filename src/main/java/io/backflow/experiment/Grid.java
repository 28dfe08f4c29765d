package io.backflow.experiment;

import io.backflow.config.Trial;
import io.backflow.data.DataConfig;
import io.backflow.data.sequence.SequenceData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the trials of a comparison side by side, each in a directory of its own below the comparison's. */
final class Grid {

    private final RunDirectory directory;
    private final Map<DataConfig, SequenceData> data;
    private final ExperimentOptions options;

    Grid(RunDirectory directory, Map<DataConfig, SequenceData> data, ExperimentOptions options) {
        this.directory = directory;
        this.data = data;
        this.options = options;
    }

    /** Runs what is not over yet, and returns the results in the order of the trials, however many run side by side. */
    ComparisonResult run(List<Trial> trials) {
        ExecutorService threads = Executors.newFixedThreadPool(options.jobs(), Grid::daemon);
        try {
            List<Future<Optional<RunSummary>>> futures = new ArrayList<>();
            for (Trial trial : trials) {
                futures.add(threads.submit(() -> runOrReuse(trial)));
            }
            return collect(futures);
        } finally {
            threads.shutdownNow();
        }
    }

    private ComparisonResult collect(List<Future<Optional<RunSummary>>> futures) {
        List<RunSummary> over = new ArrayList<>();
        for (Future<Optional<RunSummary>> future : futures) {
            resultOf(future).ifPresent(over::add);
            boolean all = over.size() == futures.size();
            String reason = all ? "" : over.size() + " of " + futures.size() + " runs are over";
            RunStatus status = all
                    ? RunStatus.FINISHED
                    : options.cancellation().isRequested() ? RunStatus.INTERRUPTED : RunStatus.RUNNING;
            // Written after each run, so that a comparison that is cut off leaves a summary of what it has.
            directory.json("summary.json", new ComparisonResult(directory.path(), over, status, reason).toMap());
            if (future == futures.get(futures.size() - 1)) {
                return new ComparisonResult(directory.path(), over, status, reason);
            }
        }
        throw new IllegalStateException("A comparison has at least one trial");
    }

    private Optional<RunSummary> resultOf(Future<Optional<RunSummary>> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            options.cancellation().request();
            return Optional.empty();
        } catch (ExecutionException e) {
            options.cancellation().request(); // the other runs stop in good order
            directory.status(RunStatus.FAILED, String.valueOf(e.getCause()));
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Returns the result of a trial, or nothing if it was stopped before its end. */
    private Optional<RunSummary> runOrReuse(Trial trial) {
        Path path = directory.path().resolve(trial.job().name());
        Optional<RunSummary> before = RunSummary.read(path);
        if (before.isPresent()) {
            options.progress().ended(Objects.requireNonNull(trial.job().name()), before.get());
            return before;
        }
        if (options.cancellation().isRequested()) {
            return Optional.empty();
        }
        RunSummary summary = new TrainingRun(
                        trial,
                        Objects.requireNonNull(data.get(trial.job().task())),
                        RunDirectory.start(path, true, options.clock()),
                        options.progress(),
                        options.cancellation())
                .execute();
        return summary.status().isResult() ? Optional.of(summary) : Optional.empty();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "backflow-run");
        thread.setDaemon(true);
        return thread;
    }
}
