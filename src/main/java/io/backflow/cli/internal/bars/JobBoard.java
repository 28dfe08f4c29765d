// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.bars;

import io.backflow.store.internal.RunStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The jobs of a command, those that wait for their turn but as a number. */
public final class JobBoard {

    /** Folders before the last part of a name that stay. */
    private static final int KEPT = 2;

    private final int runs;
    private final Map<String, JobState> states = new ConcurrentHashMap<>();
    private final AtomicInteger ended = new AtomicInteger();

    /** Makes a board of so many runs. */
    public JobBoard(int runs) {
        this.runs = runs;
    }

    /** Returns the state of a job, which each job's own thread changes. */
    public JobState of(String job) {
        JobState known = states.get(job);
        return known == null ? states.computeIfAbsent(job, JobState::new) : known;
    }

    /** Notes how a job ended. */
    public void ended(String job, RunStatus status) {
        of(job).ended(status);
        if (status.isResult()) {
            ended.incrementAndGet();
        }
    }

    /** Returns how many runs there are in all. */
    public int runs() {
        return runs;
    }

    /** Returns how many runs have a result. */
    public int ended() {
        return ended.get();
    }

    /** Returns how much of all runs is done, each as much as any other. */
    public double percent() {
        double done = states.values().stream().mapToDouble(JobState::share).sum();
        return Math.min(100.0, 100.0 * done / runs);
    }

    /** Returns lines of the jobs that run, those that began first on top, and how many more there are. */
    public List<String> lines(int width, int most, boolean coloured, long now) {
        List<JobState> running = states.values().stream()
                .filter(JobState::isRunning)
                .sorted(Comparator.comparingLong((JobState job) -> job.startedAt() - now)
                        .thenComparing(JobState::name))
                .toList();
        int prefix = prefix(states.keySet());
        JobLine line = new JobLine(width, coloured);
        int shown = running.size() <= most ? running.size() : Math.max(0, most - 1);
        List<String> lines = new ArrayList<>();
        running.subList(0, shown).forEach(job -> lines.add(line.of(job, prefix, now)));
        if (shown < running.size() && most > 0) {
            lines.add("and " + (running.size() - shown) + " more");
        }
        return lines;
    }

    /** Returns how long the folders are that all names begin with, of two or more; cell and clipping always stay. */
    static int prefix(Collection<String> names) {
        String first = names.isEmpty() ? "" : names.iterator().next();
        if (names.size() < 2) {
            return 0;
        }
        int slash = first.lastIndexOf('/');
        for (int i = 0; i < KEPT && slash >= 0; i++) {
            slash = first.lastIndexOf('/', slash - 1);
        }
        while (slash >= 0) {
            String folders = first.substring(0, slash + 1);
            if (names.stream().allMatch(name -> name.startsWith(folders))) {
                return slash + 1;
            }
            slash = first.lastIndexOf('/', slash - 1);
        }
        return 0;
    }
}
