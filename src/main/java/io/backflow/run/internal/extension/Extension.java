// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.extension;

import io.backflow.config.internal.ComparisonConfig;
import io.backflow.config.internal.ConfigReader;
import io.backflow.config.internal.Trial;
import io.backflow.config.internal.search.SearchConfig;
import io.backflow.config.internal.search.SearchKey;
import io.backflow.data.DataConfig;
import io.backflow.data.SequenceData;
import io.backflow.result.internal.RunSummary;
import io.backflow.run.internal.fair.ArmSearch;
import io.backflow.run.internal.fair.EqualParameters;
import io.backflow.store.internal.Environment;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.RunIdentity;
import io.backflow.yaml.internal.ConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a comparison extends the one in a directory: whether it has every run of that one, of the same
 * configuration and data, and at least one more. Looks only, and before anything is written.
 */
public final class Extension implements RunDirectory.Extending {

    private final ComparisonConfig comparison;
    private final List<Trial> trials;
    private final Map<DataConfig, SequenceData> data;

    /**
     * Makes what decides.
     *
     * @param comparison that is to be run
     * @param trials of it, with the units that it wants
     * @param data of its tasks
     */
    public Extension(ComparisonConfig comparison, List<Trial> trials, Map<DataConfig, SequenceData> data) {
        this.comparison = comparison;
        this.trials = List.copyOf(trials);
        this.data = data;
    }

    @Override
    public Optional<String> obstacle(Path directory) {
        ComparisonConfig held;
        try {
            held = new ConfigReader().readComparison(directory.resolve(RunDirectory.CONFIG));
        } catch (ConfigException e) {
            return Optional.of("its " + RunDirectory.CONFIG + " is no comparison's that this version reads");
        }
        List<Trial> before = held.trials();
        return new MissingTrials(before, comparison.trials())
                .inWords()
                .or(() -> otherJob(held, before))
                .or(() -> otherSearch(held))
                .or(() -> Environment.describe(byTask()).dataDifference(directory))
                .or(() -> nothingNew(directory, before))
                .or(() -> otherRun(directory, before));
    }

    private Optional<String> nothingNew(Path directory, List<Trial> before) {
        return RunDirectory.holdsResult(directory) && before.size() == trials.size()
                ? Optional.of("it has all of these runs")
                : Optional.empty();
    }

    private Map<String, SequenceData> byTask() {
        Map<String, SequenceData> tasks = new LinkedHashMap<>();
        trials.forEach(trial -> tasks.put(trial.task(), dataOf(trial)));
        return tasks;
    }

    private SequenceData dataOf(Trial trial) {
        return Objects.requireNonNull(data.get(trial.job().task()));
    }

    private static Map<String, Trial> byName(List<Trial> trials) {
        Map<String, Trial> names = new LinkedHashMap<>();
        trials.forEach(trial -> names.put(trial.job().name(), trial));
        return names;
    }

    /** Says which run is of another configuration than the one of its name. */
    private Optional<String> otherJob(ComparisonConfig held, List<Trial> before) {
        Optional<String> asWritten = firstDifference(before, comparison.trials());
        return asWritten.isPresent() || held.match() != ComparisonConfig.Match.PARAMETERS
                ? asWritten.or(() -> firstDifference(before, trials))
                : firstDifference(new EqualParameters(before, this::dataOf).trials(), trials)
                        .map(difference -> difference + ", since `match` goes by the first cell");
    }

    private static Optional<String> firstDifference(List<Trial> before, List<Trial> now) {
        Map<String, Trial> names = byName(now);
        return before.stream()
                .flatMap(trial ->
                        JobDifference.between(
                                trial.job(),
                                Objects.requireNonNull(names.get(trial.job().name()))
                                        .job())
                                .stream())
                .findFirst();
    }

    private Optional<String> otherSearch(ComparisonConfig held) {
        SearchConfig before = held.search();
        SearchConfig now = comparison.search();
        if (before == null && now == null) {
            return Optional.empty();
        }
        if (before == null || now == null || !withSeed(before, 0).equals(withSeed(now, 0))) {
            return Optional.of("its search tried " + inWords(before) + ", here it tries " + inWords(now));
        }
        long seedBefore = seed(before, held);
        long seedNow = seed(now, comparison);
        return seedBefore == seedNow
                ? Optional.empty()
                : Optional.of("its search's seed is " + seedBefore + ", here it is " + seedNow + "; search: {seed: "
                        + seedBefore + "} keeps it");
    }

    private static SearchConfig withSeed(SearchConfig search, long seed) {
        return new SearchConfig(search.learningRates(), search.keys(), search.trials(), search.samplingSeed(), seed);
    }

    private static String inWords(@Nullable SearchConfig search) {
        if (search == null) {
            return "nothing";
        }
        List<SearchKey> keys = search.keys();
        return keys == null
                ? "the learning rates " + search.learningRates()
                : search.size() + " points of the keys "
                        + keys.stream().map(Extension::inWords).toList();
    }

    private static String inWords(SearchKey key) {
        return key.key() + (key.values() == null ? " from " + key.from() + " to " + key.to() : " of " + key.values());
    }

    private static long seed(SearchConfig search, ComparisonConfig of) {
        Long seed = search.seed();
        return seed == null ? of.seeds().get(0) : seed;
    }

    /** Says which run, in the directory, is not the one that would have been made here. */
    private Optional<String> otherRun(Path directory, List<Trial> before) {
        Map<String, Trial> now = byName(trials);
        Map<String, List<Trial>> arms = new LinkedHashMap<>();
        before.forEach(trial -> arms.computeIfAbsent(trial.arm(), arm -> new ArrayList<>())
                .add(Objects.requireNonNull(now.get(trial.job().name()))));
        SearchConfig search = comparison.search();
        ArmSearch searched = search == null ? null : new ArmSearch(search, trials);
        return arms.values().stream()
                .flatMap(arm -> searched == null ? arm.stream() : runsOf(arm, searched, directory))
                .flatMap(trial -> difference(trial, directory).stream())
                .findFirst();
    }

    /** Returns an arm's runs as they would be made: its search, and what follows with the settings that this gave. */
    private static Stream<Trial> runsOf(List<Trial> arm, ArmSearch search, Path directory) {
        List<Trial> candidates = search.candidates().stream()
                .filter(trial -> trial.arm().equals(arm.get(0).arm()))
                .toList();
        List<RunSummary> tried = candidates.stream()
                .flatMap(trial -> RunSummary.read(directory.resolve(trial.job().name())).stream())
                .toList();
        if (tried.size() < candidates.size()) {
            return Stream.concat(candidates.stream(), arm.stream());
        }
        Map<String, Object> settings = search.judge(tried).stream()
                .filter(ArmSearch.Tried::chosen)
                .findFirst()
                .orElseThrow()
                .settings();
        return Stream.concat(candidates.stream(), arm.stream().map(trial -> trial.with(settings)));
    }

    private Optional<String> difference(Trial trial, Path directory) {
        Path path = directory.resolve(trial.job().name());
        if (!RunDirectory.holdsWork(path)) {
            return Optional.empty();
        }
        RunIdentity identity = RunIdentity.of(trial, dataOf(trial));
        if (!identity.isThatOf(path)) {
            return Optional.of("its run " + trial.job().name() + " is " + identity.differenceFrom(path));
        }
        return RunDirectory.holdsResult(path) && RunSummary.read(path).isEmpty()
                ? Optional.of("the summary.json of its run " + trial.job().name() + " is not what this version writes")
                : Optional.empty();
    }
}
