// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.flow.Verdict;
import io.backflow.result.internal.RunSummary;
import io.backflow.run.internal.ExperimentOptions;
import io.backflow.run.internal.GridRun;
import io.backflow.run.internal.RunProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;

/**
 * The runs that are with executors, as the driver knows them. The first attempt at a run that is whole is committed; of
 * any other nothing is kept.
 */
final class RunsAway implements AutoCloseable {

    /** Where files come in, in the directory of the comparison: so that they can be moved to their place at once. */
    static final String INCOMING = ".attempts";

    /** How many runs are handed to the disk at once, which takes hardly longer than one does. */
    private static final int COMMITS = 4;

    private final String launch;
    private final List<GridRun> runs;
    private final ExperimentOptions options;
    private final BiConsumer<Integer, RunSummary> taker;
    private final Path incoming;
    private final Map<Long, Incoming> attempts = new HashMap<>();
    private final Map<Long, String> hosts = new HashMap<>();
    private final Set<Integer> started = new HashSet<>();
    private final Set<String> kinds = new HashSet<>();
    private final BitSet taken = new BitSet();
    private final AtomicInteger over = new AtomicInteger();
    private final ExecutorService commits = Executors.newFixedThreadPool(COMMITS, RunsAway::daemon);
    private final ExecutorService results = Executors.newSingleThreadExecutor(RunsAway::daemon);
    private volatile @Nullable RuntimeException failure;

    /**
     * @param launch which start of the driver it is
     * @param own what the driver runs on
     */
    RunsAway(
            String launch,
            List<GridRun> runs,
            ExperimentOptions options,
            Executor own,
            BiConsumer<Integer, RunSummary> taker) {
        this.launch = launch;
        this.runs = List.copyOf(runs);
        this.options = options;
        this.taker = taker;
        this.incoming = options.directory().resolve(INCOMING);
        kinds.add(own.products());
        FileUtils.deleteQuietly(incoming.toFile()); // of a driver that was killed
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "backflow-results");
        thread.setDaemon(true);
        return thread;
    }

    String launch() {
        return launch;
    }

    /** Returns what broke a run for good, or broke here; null as long as nothing did. */
    @Nullable
    RuntimeException failure() {
        return failure;
    }

    /** Returns how many runs are in their place. */
    int over() {
        return over.get();
    }

    /** Returns whether an attempt is under way. */
    synchronized boolean isWaiting() {
        return !hosts.isEmpty();
    }

    /**
     * Takes in a message.
     *
     * @return why the run is to stop; empty if it is not
     */
    synchronized String receive(Message message) {
        if (failure != null || taken.get(message.run())) {
            forget(message.attempt());
            return DriverEnd.NOBODY;
        }
        try {
            return take(message);
        } catch (IOException e) {
            return fail(unwritten(message, e));
        } catch (RuntimeException e) {
            return fail(e);
        }
    }

    private UncheckedIOException unwritten(Message message, IOException e) {
        return new UncheckedIOException("Cannot write the files of " + nameOf(message) + ": " + e, e);
    }

    private String fail(RuntimeException e) {
        failure = e;
        return DriverEnd.NOBODY;
    }

    private String take(Message message) throws IOException {
        boolean stop = options.cancellation().isRequested();
        if (message instanceof Message.Started begins) {
            started(begins, stop);
        } else if (message instanceof Message.Advanced advanced) {
            advanced(advanced);
        } else if (message instanceof Message.Files files) {
            Incoming attempt = attempts.computeIfAbsent(
                    files.attempt(),
                    number ->
                            new Incoming(incoming.resolve(Long.toString(number)).toAbsolutePath()));
            for (Message.Piece piece : files.pieces()) {
                attempt.add(piece);
            }
            return ""; // what is done is not thrown away
        } else if (message instanceof Message.Result result) {
            take(result);
            return "";
        } else if (message instanceof Message.Stopped) {
            forget(message.attempt());
        } else if (message instanceof Message.Broken broken) {
            String host = hosts.getOrDefault(broken.attempt(), "an executor");
            throw broken.fault().toException(nameOf(broken), host);
        }
        return stop ? "the comparison is to stop" : "";
    }

    private String nameOf(Message message) {
        return runs.get(message.run()).name();
    }

    private void started(Message.Started begins, boolean stop) {
        if (!stop) {
            hosts.put(begins.attempt(), begins.executor().host());
        }
        if (kinds.add(begins.executor().products())) {
            Executor other = begins.executor();
            options.progress()
                    .solved("Executor " + other.id() + " on " + other.host() + " (" + other.cpu() + ", "
                            + (other.vectors().isEmpty() ? "no AVX" : other.vectors())
                            + ") multiplies matrices in another order than executors or the driver before it: its runs"
                            + " may differ in the last bits; executor.json says where each run was made");
        }
    }

    private void advanced(Message.Advanced now) {
        String name = nameOf(now);
        RunProgress progress = options.progress();
        if (started.add(now.run())) {
            progress.started(name, now.goal());
        }
        if (now.clipped()) {
            progress.clipped(name, now.norm(), now.share());
        }
        if (!now.verdict().isEmpty()) {
            progress.judged(name, Verdict.Kind.valueOf(now.verdict()));
        }
        progress.advanced(name, now.done(), now.loss());
    }

    /** Takes a result, on whose commit the executor does not wait. */
    private void take(Message.Result result) throws IOException {
        Incoming attempt = attempts.get(result.attempt());
        if (result.shared().isEmpty() && (attempt == null || attempt.files() != result.files())) {
            throw new IOException(
                    "only " + (attempt == null ? 0 : attempt.files()) + " of " + result.files() + " files came");
        }
        taken.set(result.run());
        hosts.remove(result.attempt());
        attempts.remove(result.attempt());
        commits.execute(() -> commit(result, attempt));
    }

    private void commit(Message.Result result, @Nullable Incoming attempt) {
        GridRun run = runs.get(result.run());
        try {
            Path files = attempt == null ? near(result) : attempt.synced();
            Commit.move(files, run.directory(), incoming.resolve("aside-" + result.attempt()));
            if (attempt == null) {
                FileUtils.deleteQuietly(Path.of(result.shared()).toFile().getParentFile());
            }
            RunSummary summary = RunSummary.read(run.directory())
                    .orElseThrow(() -> new IllegalStateException(run.name() + " came without a result"));
            over.incrementAndGet();
            options.progress().ended(run.name(), summary.status());
            results.execute(() -> hand(result.run(), summary));
        } catch (IOException e) {
            fail(unwritten(result, e));
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Brings what a shared folder has beside the runs. */
    private Path near(Message.Result result) throws IOException {
        Files.createDirectories(incoming);
        return Commit.near(Path.of(result.shared()), incoming.resolve(Long.toString(result.attempt())));
    }

    private void hand(int run, RunSummary summary) {
        try {
            taker.accept(run, summary);
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** Removes what came of an attempt that is not kept. */
    private void forget(long attempt) {
        hosts.remove(attempt);
        Incoming files = attempts.remove(attempt);
        if (files != null) {
            FileUtils.deleteQuietly(files.folder().toFile());
        }
    }

    /** Waits until all results are handed on, after which there are no others. */
    void handOn() {
        try {
            finish(commits);
            finish(results);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void finish(ExecutorService work) throws InterruptedException {
        work.shutdown();
        boolean ended = false;
        while (!ended) {
            ended = work.awaitTermination(1, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        handOn();
        FileUtils.deleteQuietly(incoming.toFile());
    }
}
