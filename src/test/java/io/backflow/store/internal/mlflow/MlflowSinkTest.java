// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.backflow.record.RecordSink;
import io.backflow.record.Row;
import io.backflow.record.SinkConfig;
import io.backflow.setting.InvalidSettingException;
import io.backflow.store.internal.mlflow.TrackingServer.Stored;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a tracking server gets of runs, and that none of its moods is training's. */
class MlflowSinkTest {

    /** Short enough for a test, long enough for a machine with much to do. */
    private static final MlflowSink.Patience SHORT =
            new MlflowSink.Patience(100_000, Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofSeconds(20));

    private static final String NAME = "order/lstm/none/seed-1";

    @TempDir
    private Path folder;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private TrackingServer server;
    private String address = "";

    @BeforeEach
    void start() throws IOException {
        server = new TrackingServer();
        address = server.uri();
        logged.start();
        logger().addAppender(logged);
    }

    @AfterEach
    void stop() {
        logger().detachAppender(logged);
        server.close();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(MlflowSink.class.getPackageName());
    }

    private RecordSink open(SinkConfig.Run run) {
        return open(run, SHORT, server.uri());
    }

    private static RecordSink open(SinkConfig.Run run, MlflowSink.Patience patience, String uri) {
        return MlflowSink.open(new MlflowRun(new MlflowClient(URI.create(uri), Map.of()), "tests", run), patience);
    }

    private SinkConfig.Run run(String name, Map<String, String> settings, OptionalLong resumedAfter)
            throws IOException {
        Path directory = Files.createDirectories(folder.resolve("grid").resolve(name));
        Files.writeString(folder.resolve("grid/config.yaml"), "tasks: []\n");
        return new SinkConfig.Run(directory, name, settings, resumedAfter);
    }

    private SinkConfig.Run run() throws IOException {
        return run(NAME, Map.of("cell.type", "lstm", "cells[0].units", "4"), OptionalLong.empty());
    }

    private static Row loss(long updates, double loss) {
        return Row.builder()
                .with("record", "metrics")
                .with("updates", updates)
                .with("split", "training")
                .with("loss", loss)
                .build();
    }

    private static Row ending(String status) {
        return Row.builder()
                .with("record", "ending")
                .with("status", status)
                .with("reason", status.equals("finished") ? "" : "why")
                .build();
    }

    /** Those of this test's server: sinks of a test before it may still say that theirs is gone. */
    private List<String> warnings() {
        return List.copyOf(logged.list).stream()
                .filter(event -> event.getLevel().levelStr.equals("WARN"))
                .map(ILoggingEvent::getFormattedMessage)
                .filter(message -> message.contains(address))
                .toList();
    }

    @Test
    void aRunOfAComparisonIsThereWhole() throws IOException {
        SinkConfig.Run run = run();
        Files.writeString(run.directory().resolve("config.yaml"), "name: a\n");
        Files.writeString(run.directory().resolve("status.json"), "{}");
        Files.createDirectory(run.directory().resolve("checkpoint"));
        try (RecordSink sink = open(run)) {
            sink.write(loss(1, 2.5));
            sink.write(loss(2, Double.NaN));
            sink.write(loss(3, Double.NEGATIVE_INFINITY));
            sink.write(ending("finished"));
        }
        assertThat(server.broken).isEmpty();
        assertThat(server.experiments).containsOnlyKeys("tests");
        Stored stored = server.named(NAME);
        assertThat(stored.status).isEqualTo("FINISHED");
        assertThat(stored.ended).isTrue();
        assertThat(stored.parameters).isEqualTo(Map.of("cell.type", "lstm", "cells.0.units", "4"));
        assertThat(stored.metrics).isEqualTo(Map.of("training/loss", List.of("1=2.5", "2=NaN", "3=-Infinity")));
        assertThat(stored.tags)
                .containsEntry("backflow.status", "finished")
                .containsEntry("mlflow.source.name", "backflow");
        String parent = stored.tags.get("mlflow.parentRunId");
        assertThat(server.runs.get(parent)).satisfies(above -> {
            assertThat(above.name).isEqualTo("grid");
            assertThat(above.status).isEqualTo("FINISHED");
        });
        assertThat(server.files)
                .hasSize(1)
                .allSatisfy((path, text) ->
                        assertThat(path + "=" + text).matches("1/[0-9a-f]{32}/artifacts/config.yaml=name: a\n"));
        assertThat(warnings()).isEmpty();
    }

    @Test
    void runsSideBySideHaveOneParent() throws IOException {
        try (RecordSink one = open(run());
                RecordSink other = open(run("order/lstm/none/seed-2", Map.of(), OptionalLong.empty()))) {
            one.write(ending("diverged"));
            other.write(ending("interrupted"));
        }
        assertThat(server.runs).hasSize(3);
        assertThat(server.named(NAME).status).isEqualTo("FAILED");
        assertThat(server.named("order/lstm/none/seed-2").status).isEqualTo("KILLED");
        assertThat(server.named(NAME).tags).containsEntry("backflow.reason", "why");
    }

    @Test
    void manyPointsAndSettingsGoInBatches() throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 0; i < 250; i++) {
            settings.put("setting(" + i + ")//x", "\u4e2d".repeat(i < 30 ? 7000 : 1));
        }
        try (RecordSink sink = open(run(NAME, settings, OptionalLong.empty()))) {
            LongStream.rangeClosed(1, 2500).forEach(step -> sink.write(loss(step, (double) step)));
        }
        Stored stored = server.named(NAME);
        assertThat(server.broken).isEmpty();
        assertThat(stored.parameters).hasSize(250);
        assertThat(stored.metrics.get("training/loss")).hasSize(2500);
        assertThat(stored.status).isEqualTo("FAILED"); // closed without a word
    }

    @Test
    void oneThatGoesOnStaysOneRunAndSendsNothingTwice() throws IOException {
        try (RecordSink sink = open(run())) {
            LongStream.rangeClosed(1, 6).forEach(step -> sink.write(loss(step, (double) step)));
            sink.write(ending("interrupted"));
        }
        try (RecordSink sink = open(run(NAME, Map.of(), OptionalLong.of(4)))) {
            LongStream.rangeClosed(5, 8).forEach(step -> sink.write(loss(step, (double) step)));
            sink.write(ending("finished"));
        }
        Stored stored = server.named(NAME);
        assertThat(stored.metrics.get("training/loss"))
                .containsExactly("1=1.0", "2=2.0", "3=3.0", "4=4.0", "5=5.0", "6=6.0", "7=7.0", "8=8.0");
        assertThat(stored.status).isEqualTo("FINISHED");
        server.runs.clear(); // somebody removed it
        try (RecordSink sink = open(run(NAME, Map.of(), OptionalLong.of(8)))) {
            sink.write(loss(9, 9));
        }
        assertThat(server.named(NAME).metrics.get("training/loss")).containsExactly("9=9.0");
    }

    @Test
    void aServerThatComesBackMissesNothing() throws IOException {
        server.refusals = 4;
        try (RecordSink sink = open(run())) {
            LongStream.rangeClosed(1, 10).forEach(step -> sink.write(loss(step, (double) step)));
            awaitRefusals();
            server.refusals = 2;
            awaitRefusals();
            sink.write(ending("finished"));
        }
        assertThat(server.named(NAME).metrics.get("training/loss")).hasSize(10);
        assertThat(warnings()).singleElement().asString().contains("HTTP 503").contains("training goes on");
    }

    private void awaitRefusals() {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (server.refusals > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aSlowServerSlowsNothing() throws IOException {
        server.slowness = 100;
        long before = System.nanoTime();
        RecordSink sink = open(run());
        LongStream.rangeClosed(1, 1000).forEach(step -> sink.write(loss(step, (double) step)));
        long after = System.nanoTime();
        assertThat(server.runs).isEmpty(); // it has not even made the run yet
        assertThat(Duration.ofNanos(after - before)).isLessThan(Duration.ofSeconds(5));
        sink.close();
        assertThat(server.named(NAME).metrics.get("training/loss")).hasSize(1000);
    }

    @Test
    void aServerThatIsNotThereCostsPointsAndNothingElse() throws IOException {
        String gone = server.uri();
        server.close();
        MlflowSink.Patience few =
                new MlflowSink.Patience(5, Duration.ofMillis(10), Duration.ofSeconds(30), Duration.ofSeconds(20));
        long before = System.nanoTime();
        try (RecordSink sink = open(run(), few, gone)) {
            LongStream.rangeClosed(1, 12).forEach(step -> sink.write(loss(step, (double) step)));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        assertThat(warnings()).hasSize(3);
        assertThat(warnings().get(1)).contains("12 points of " + NAME + " did not reach MLflow at " + gone);
        assertThat(warnings().get(2)).contains("was not told that " + NAME + " is failed, and lacks its settings");
    }

    /** The first failure is warned of, the others are not: so it is said at the end what they cost. */
    @Test
    void whatIsLackingIsSaidAtTheEnd() throws IOException {
        SinkConfig.Run run = run();
        Files.writeString(run.directory().resolve("config.yaml"), "name: a\n");
        server.refusals = 1;
        try (RecordSink sink = open(run)) {
            sink.write(loss(1, 1));
            awaitRefusals();
            server.refusedWith = 403;
            server.refusedPath = "/artifacts/";
            server.refusals = 1;
            sink.write(ending("finished"));
        }
        assertThat(server.named(NAME).status).isEqualTo("FINISHED");
        assertThat(warnings()).hasSize(2);
        assertThat(warnings().get(1)).matches("MLflow at .* lacks files of " + NAME + "; the run's directory has them");
    }

    @Test
    void oneThatAnswersNothingIsNotWaitedForLong() throws IOException {
        server.slowness = 60_000;
        MlflowSink.Patience short0 =
                new MlflowSink.Patience(5, Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofMillis(200));
        long before = System.nanoTime();
        try (RecordSink sink = open(run(), short0, server.uri())) {
            sink.write(loss(1, 1));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        assertThat(warnings()).anySatisfy(line -> assertThat(line).contains("1 points of"));
    }

    @Test
    void oneThatRefusesForGoodIsAskedOnce() throws IOException {
        server.refusals = Integer.MAX_VALUE;
        server.refusedWith = 401;
        try (RecordSink sink = open(run())) {
            sink.write(loss(1, 1));
        }
        assertThat(server.requests).hasSize(1);
        assertThat(warnings().get(0)).contains("HTTP 401");
    }

    @Test
    void filesOfAnotherStoreStayWhereTheyAre() throws IOException {
        server.artifacts = "s3://bucket/";
        SinkConfig.Run run = run();
        Files.writeString(run.directory().resolve("config.yaml"), "name: a\n");
        open(run).close();
        assertThat(server.files).isEmpty();
        assertThat(new RunIds.Ids("1", "mlflow-artifacts://host:1/7/a").artifactPath())
                .contains("7/a");
    }

    @Test
    void theEnvironmentSaysWhereAndWho() throws IOException {
        Map<String, String> token = Map.of("MLFLOW_TRACKING_URI", server.uri(), "MLFLOW_TRACKING_TOKEN", "secret");
        new MlflowConfig(null, "e").open(run(), token).close();
        assertThat(server.authorizations).containsOnly("Bearer secret");
        server.authorizations.clear();
        Map<String, String> user = Map.of("MLFLOW_TRACKING_USERNAME", "me", "MLFLOW_TRACKING_PASSWORD", "pass");
        new MlflowConfig(server.uri() + "/", "e").open(run(), user).close();
        assertThat(server.authorizations).containsOnly("Basic bWU6cGFzcw==");
        assertThat(server.broken).isEmpty();
        SinkConfig.Run run = run();
        assertThatIllegalStateException()
                .isThrownBy(() -> new MlflowConfig(null, "e").open(run, Map.of()))
                .withMessageContaining("its uri or MLFLOW_TRACKING_URI must be an http or https address, got ''");
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> new MlflowConfig("databricks", " "))
                .withMessageContaining("experiment")
                .withMessageContaining("uri must be the http or https address of a server, got databricks");
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> new MlflowConfig("http://me:pass@host", "e"))
                .withMessageContaining("must hold no password")
                .withMessageNotContaining("me:pass");
    }

    @Test
    void namesAreWhatEveryVersionTakes() {
        assertThat(List.of("gradient/rnn0/raw", "a[12].b", "a//b", "/a/", "..", "", "(x):y", "a".repeat(300)).stream()
                        .map(Names::of))
                .containsExactly("gradient/rnn0/raw", "a.12.b", "a/_/b", "_/a/_", "_", "_", "_x__y", "a".repeat(250));
    }
}
