// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.config.CellConfig;
import io.backflow.config.internal.ClippingSettings;
import io.backflow.config.internal.ComparisonConfig;
import io.backflow.config.internal.TaskConfig;
import io.backflow.config.internal.cell.CellActivation;
import io.backflow.config.internal.cell.SimpleRnnCell;
import io.backflow.config.internal.search.SearchConfig;
import io.backflow.data.internal.text.TextConfig;
import io.backflow.regularizer.RegularizerConfig;
import io.backflow.result.internal.ComparisonResult;
import io.backflow.result.internal.RunSummary;
import io.backflow.store.internal.RunDirectoryException;
import io.backflow.store.internal.RunStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A comparison that is run again with more seeds, arms or tasks. */
class ExtendTest {

    private static final TaskConfig ORDER = new TaskConfig(null, Tiny.ORDER, Tiny.training());
    private static final TaskConfig ADDING = new TaskConfig(null, Tiny.ADDING, Tiny.training());
    private static final CellConfig WIDER = new SimpleRnnCell(5, 1, CellActivation.TANH);

    @TempDir
    private Path folder;

    private Path dir() {
        return folder.resolve("a");
    }

    private static ComparisonConfig grid(List<TaskConfig> tasks, List<CellConfig> cells, Long... seeds) {
        return grid(tasks, cells, null, null, seeds);
    }

    @SuppressWarnings("NullAway") // the record takes null, which is not seen of a nested type
    private static ComparisonConfig grid(
            List<TaskConfig> tasks,
            List<CellConfig> cells,
            ComparisonConfig.@Nullable Match match,
            @Nullable SearchConfig search,
            Long... seeds) {
        return new ComparisonConfig(
                Tiny.comparison().settings(),
                tasks,
                cells,
                List.of(new ClippingSettings(new NoClipping())),
                List.of(new RegularizerConfig.None()),
                List.of(seeds),
                match,
                search);
    }

    private static ComparisonConfig small() {
        return grid(List.of(ORDER), List.of(Tiny.RNN), 1L);
    }

    private static ComparisonConfig clipped(double threshold) {
        ComparisonConfig small = small();
        return new ComparisonConfig(
                small.settings(),
                small.tasks(),
                small.cells(),
                List.of(small.clipping().get(0), new ClippingSettings(new GlobalNormClipping(threshold))),
                small.regularizer(),
                small.seeds());
    }

    /** Returns every file of the runs of a comparison, with its content and the time of its writing. */
    private Map<String, String> filesOf(ComparisonConfig comparison) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (var job : comparison.jobs()) {
            files.putAll(filesIn(dir().resolve(job.name())));
        }
        return files;
    }

    private static Map<String, String> filesIn(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(
                        file.toString(),
                        Files.getLastModifiedTime(file)
                                + new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return files;
    }

    private void assertRefused(ComparisonConfig other, String why) throws IOException {
        Map<String, String> before = filesIn(dir());
        assertThatExceptionOfType(RunDirectoryException.class)
                .isThrownBy(() -> Tiny.in(dir()).compare(other))
                .withMessageContaining(why)
                .withMessageContaining("--force");
        assertThat(filesIn(dir())).isEqualTo(before);
    }

    @Test
    void moreSeedsArmsAndTasksLeaveWhatWasRunAsItIs() throws IOException {
        ComparisonConfig small = small();
        Tiny.in(dir()).compare(small);
        Map<String, String> before = filesOf(small);
        ComparisonConfig large = grid(List.of(ADDING, ORDER), List.of(Tiny.LSTM, Tiny.RNN), 2L, 1L);

        ComparisonResult stopped =
                Tiny.in(dir()).stopping("adding/lstm/none/seed-1", 2).compare(large);
        assertThat(stopped.status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(stopped.runs()).extracting(RunSummary::task).contains("temporal-order");
        assertThat(Files.readString(dir().resolve("runs.csv"))).contains("temporal-order");

        ComparisonResult result = Tiny.in(dir()).compare(large);
        assertThat(result.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(result.runs()).hasSize(8);
        assertThat(filesOf(small)).isEqualTo(before);
        assertThat(Runs.table(dir().resolve("runs.csv"))).hasSize(8);
        assertThat(Runs.table(dir().resolve("ranks.csv"))).hasSize(2);
        assertThat(Runs.status(dir())).isEqualTo("finished");

        Tiny.in(folder.resolve("b")).compare(large);
        for (var job : large.jobs()) {
            Runs.assertSameRuns(folder.resolve("b").resolve(job.name()), dir().resolve(job.name()));
        }
        assertThat(dir().resolve("config.yaml")).hasSameTextualContentAs(folder.resolve("b/config.yaml"));
        assertThat(dir().resolve("environment.json")).hasSameTextualContentAs(folder.resolve("b/environment.json"));
        assertRefused(small, "it has the task adding, which is missing here, 4 runs");
    }

    @Test
    void anythingElseIsRefusedAndSaidWhatDiffers() throws IOException {
        Tiny.in(dir()).compare(grid(List.of(ORDER), List.of(Tiny.RNN), 1L, 2L));
        assertRefused(small(), "it has the seed 2, which is missing here, 1 run");
        assertRefused(grid(List.of(ORDER), List.of(Tiny.RNN), 2L, 1L), "it has all of these runs");
        assertRefused(grid(List.of(ORDER), List.of(Tiny.LSTM), 1L, 2L, 3L), "it has the cell simple-rnn, which is");
        assertRefused(
                grid(List.of(ORDER), List.of(WIDER), 1L, 2L, 3L),
                "cell.units was 4 and is 5 (to have both, keep the cell as it was and give the other one a `name`)");
        assertRefused(
                grid(List.of(ORDER), List.of(Tiny.RNN, WIDER), 1L, 2L),
                "it has the cell simple-rnn, which another of its type makes simple-rnn-units-4 here; give the other");
        TaskConfig longer = new TaskConfig(null, Tiny.ORDER, Tiny.iterations(6, 0.1));
        assertRefused(
                grid(List.of(longer), List.of(Tiny.RNN), 1L, 2L, 3L), "training.iterations was 5 and is 6 (to have");
        assertRefused(
                grid(List.of(ORDER), List.of(Tiny.RNN), null, SearchConfig.ofRates(List.of(0.1, 0.2)), 1L, 2L, 3L),
                "its search tried nothing, here it tries the learning rates [0.1, 0.2]");
    }

    @Test
    void whatIsInTheDirectoryCountsNotOnlyWhatItsConfigurationSays() throws IOException {
        Tiny.in(dir()).compare(small());
        Path config = dir().resolve("temporal-order/simple-rnn/none/seed-1/config.yaml");
        String text = Files.readString(config);
        Files.writeString(config, text.replace("learningRate: 0.1", "learningRate: 0.2"));
        ComparisonConfig more = grid(List.of(ORDER), List.of(Tiny.RNN), 1L, 2L);
        assertRefused(more, "its run temporal-order/simple-rnn/none/seed-1 is of another configuration");
        Files.writeString(config, text);
        Path summary = config.resolveSibling("summary.json");
        String whole = Files.readString(summary);
        Files.writeString(summary, "{}");
        assertRefused(more, "is not what this version writes");
        Files.writeString(summary, whole);

        // As one that was killed after it had written one of its files.
        Files.writeString(
                dir().resolve("status.json"),
                Files.readString(dir().resolve("status.json")).replace("finished", "running"));
        assertThat(Tiny.in(dir()).compare(more).runs()).hasSize(2);
    }

    @Test
    void otherClippingBesideIsAnotherArmAndOtherDataIsNone() throws IOException {
        Tiny.in(dir()).compare(clipped(1.0));
        assertRefused(clipped(2.0), "clipping.maxNorm was 1.0 and is 2.0;");
        Path text = Files.writeString(folder.resolve("text.txt"), "abcdefgh".repeat(20));
        TaskConfig texts = new TaskConfig(null, new TextConfig(text.toString(), null, 4, 0.1, 0.1), Tiny.training());
        Tiny.in(dir()).forced().compare(grid(List.of(texts), List.of(Tiny.RNN), 1L));
        Files.writeString(text, "hgfedcba".repeat(20));
        assertRefused(grid(List.of(texts), List.of(Tiny.RNN), 1L, 2L), "of the data of text sha256 was \"");
    }

    @Test
    void searchedRatesAndSolvedUnitsStayWhatTheyWere() throws IOException {
        SearchConfig search = SearchConfig.ofRates(List.of(0.1, 0.2));
        var match = ComparisonConfig.Match.PARAMETERS;
        ComparisonConfig small = grid(List.of(ORDER), List.of(Tiny.LSTM), match, search, 1L);
        Tiny.in(dir()).compare(small);
        Map<String, String> before = filesIn(dir().resolve("search"));
        before.putAll(filesOf(small));
        assertRefused(
                grid(List.of(ORDER), List.of(Tiny.RNN, Tiny.LSTM), match, search, 1L),
                "since `match` goes by the first cell");
        assertRefused(
                grid(List.of(ORDER), List.of(Tiny.LSTM), match, search, 2L, 1L),
                "its search's seed is 1, here it is 2; search: {seed: 1} keeps it");
        ComparisonConfig large = grid(List.of(ORDER), List.of(Tiny.LSTM, Tiny.RNN), match, search, 1L, 2L);
        assertThat(Tiny.in(dir()).compare(large).runs()).hasSize(4);
        Map<String, String> after = filesIn(dir().resolve("search"));
        after.putAll(filesOf(small));
        assertThat(after).containsAllEntriesOf(before);
        assertThat(Files.readString(dir().resolve("search.json"))).contains("lstm", "simple-rnn");
    }
}
