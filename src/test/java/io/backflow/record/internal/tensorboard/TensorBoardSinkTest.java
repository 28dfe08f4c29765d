// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.backflow.record.JsonLines;
import io.backflow.record.RecordSink;
import io.backflow.record.Row;
import io.backflow.record.SinkConfig;
import io.backflow.record.internal.tensorboard.EventReader.Event;
import io.backflow.record.internal.tensorboard.EventReader.Field;
import io.backflow.record.internal.tensorboard.EventReader.Value;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read back from event files, by a second implementation. */
class TensorBoardSinkTest {

    private static final SinkConfig KIND = new SinkConfig.TensorBoardFiles();

    @TempDir
    private Path folder;

    private static Row loss(long updates, double loss) {
        return Row.builder()
                .with("record", "metrics")
                .with("updates", updates)
                .with("epoch", 0L)
                .with("split", "training")
                .with("loss", loss)
                .with("lossSum", 64 * loss)
                .build();
    }

    private static Row flow(long update, double... norms) {
        Row layer = Row.builder()
                .with("firstStep", 0L)
                .with(
                        "labelled",
                        Row.builder()
                                .with("count", 1L)
                                .with("last", norms.length - 1L)
                                .build())
                .with(
                        "verdict",
                        Row.builder().with("arrived", 0.5).with("peak", 1.0).build())
                .with(
                        "hidden",
                        Row.builder().norms("norms", norms).with("past", 0.25).build())
                .with(
                        "gates",
                        Row.builder()
                                .with(
                                        "forget",
                                        Row.builder()
                                                .with("mean", new double[] {0.25, 0.5, 0.75})
                                                .with("saturated", new double[] {0, 0, 1.5})
                                                .build())
                                .build())
                .build();
        return Row.builder()
                .with("record", "flow")
                .with("update", update)
                .with("layers", Row.builder().with("rnn0", layer).build())
                .build();
    }

    @Test
    void scalarsAreReadBack() throws IOException {
        try (RecordSink sink = RecordSink.tensorBoard(folder)) {
            sink.write(loss(1, 3.5));
            sink.write(loss(300, Double.NaN));
            sink.write(loss(70_000, Double.NEGATIVE_INFINITY));
        }
        List<Event> events = EventReader.all(folder);
        assertThat(events.get(0).version()).isEqualTo("brain.Event:2");
        assertThat(events)
                .noneMatch(Event::start)
                .allSatisfy(event -> assertThat(event.wallTime()).isBetween(1.7e9, 1e11));
        assertThat(EventReader.scalars(events))
                .isEqualTo(Map.of(
                        "training/loss",
                        Map.of(
                                1L, List.of(3.5f),
                                300L, List.of(Float.NaN),
                                70_000L, List.of(Float.NEGATIVE_INFINITY))));
    }

    @Test
    void oneThatGoesOnLeavesNoStepTwice() throws IOException {
        try (RecordSink sink = KIND.open(folder, "run", false)) {
            List.of(1, 2, 3, 4).forEach(step -> sink.write(loss(step, step)));
        }
        try (RecordSink sink = KIND.open(folder, "run", true)) {
            List.of(3, 4, 5).forEach(step -> sink.write(loss(step, 10 * step)));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .containsExactly(
                            "events.out.tfevents.0000000001.backflow", "events.out.tfevents.0000000002.backflow");
        }
        assertThat(EventReader.scalars(EventReader.all(folder)).get("training/loss"))
                .isEqualTo(
                        Map.of(1L, List.of(1f), 2L, List.of(2f), 3L, List.of(30f), 4L, List.of(40f), 5L, List.of(50f)));
        KIND.open(folder, "run", false).close(); // one that starts loses what was there
        assertThat(EventReader.all(folder)).hasSize(1);
    }

    @Test
    void aRunThatGoesOnKeepsItsEvaluationAtTheCheckpoint() throws IOException {
        try (RecordSink sink = KIND.open(run(OptionalLong.empty()))) {
            List.of(1, 2, 3).forEach(step -> sink.write(loss(step, step)));
        }
        try (RecordSink sink = KIND.open(run(OptionalLong.of(2)))) {
            sink.write(Row.builder()
                    .with("record", "metrics")
                    .with("updates", 2L)
                    .with("split", "validation")
                    .with("loss", 7.0)
                    .build());
            sink.write(loss(3, 30));
        }
        assertThat(EventReader.scalars(EventReader.all(folder)))
                .isEqualTo(Map.of(
                        "training/loss", Map.of(1L, List.of(1f), 2L, List.of(2f), 3L, List.of(30f)),
                        "validation/loss", Map.of(2L, List.of(7f))));
    }

    private SinkConfig.Run run(OptionalLong resumedAfter) {
        Map<String, String> settings = Map.of("training.batchSize", "32", "cell.type", "lstm", "recording.every", "2");
        return new SinkConfig.Run(folder, "order/lstm/none/seed-1", settings, resumedAfter);
    }

    @Test
    void settingsAreHyperparametersAndSeedsAGroup() throws IOException {
        try (RecordSink sink = KIND.open(run(OptionalLong.empty()))) {
            sink.write(Row.builder()
                    .with("record", "ending")
                    .with("updates", 9L)
                    .with("status", "diverged")
                    .build());
        }
        List<Value> values = EventReader.all(folder).stream()
                .flatMap(event -> event.values().stream())
                .toList();
        assertThat(values)
                .extracting(Value::tag)
                .containsExactly("_hparams_/session_start_info", "_hparams_/session_end_info");
        List<Field> start = content(values.get(0), 3);
        assertThat(start.stream().filter(field -> field.number() == 1).map(EventReaderText::hparam))
                .containsExactlyInAnyOrder("training.batchSize=32.0", "cell.type=lstm");
        assertThat(start)
                .filteredOn(field -> field.number() == 4)
                .extracting(Field::text)
                .containsExactly("order/lstm/none");
        assertThat(content(values.get(1), 4).get(0)).isEqualTo(new Field(1, 2L)); // STATUS_FAILURE
    }

    /** Turns an entry of the map of hyperparameters into text. */
    private static final class EventReaderText {
        static String hparam(Field entry) {
            List<Field> pair = EventReader.message(entry.bytes());
            Field value = EventReader.message(pair.get(1).bytes()).get(0);
            return pair.get(0).text() + "=" + (value.number() == 2 ? value.doubleValue() : value.text());
        }
    }

    private static List<Field> content(Value value, int field) {
        List<Field> plugin = EventReader.message(
                EventReader.message(value.field(9).bytes()).get(0).bytes());
        assertThat(plugin.get(0).text()).isEqualTo("hparams");
        List<Field> data = EventReader.message(plugin.get(1).bytes());
        assertThat(data).hasSize(1); // no version: the plug-in refuses any but 0
        assertThat(data.get(0).number()).isEqualTo(field);
        return EventReader.message(data.get(0).bytes());
    }

    @Test
    void gatesBecomeHistograms() throws IOException {
        try (RecordSink sink = RecordSink.tensorBoard(folder)) {
            sink.write(flow(4, 0.1, 1));
        }
        Event event = EventReader.all(folder).get(1);
        assertThat(event.step()).isEqualTo(5);
        Value gate = event.values().stream()
                .filter(value -> value.tag().equals("gates/rnn0/forget"))
                .findFirst()
                .orElseThrow();
        List<Field> histogram = EventReader.message(gate.field(5).bytes());
        assertThat(histogram.subList(0, 5))
                .extracting(Field::doubleValue)
                .containsExactly(0.25, 0.75, 3.0, 1.5, 0.0625 + 0.25 + 0.5625);
        assertThat(doubles(histogram.get(5))).hasSize(30).isSorted().endsWith(0.75);
        assertThat(doubles(histogram.get(6))).hasSize(30).startsWith(1).endsWith(1);
        assertThat(Stream.of(histogram.get(6))
                        .flatMapToDouble(f -> java.util.Arrays.stream(doubles(f)))
                        .sum())
                .isEqualTo(3);
    }

    private static double[] doubles(Field packed) {
        ByteBuffer buffer = ByteBuffer.wrap(packed.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        double[] values = new double[buffer.remaining() / Double.BYTES];
        buffer.asDoubleBuffer().get(values);
        return values;
    }

    @Test
    void theFlowBecomesAPictureThatAnotherReaderOpens() throws IOException {
        try (RecordSink sink = RecordSink.tensorBoard(folder)) {
            sink.write(flow(0, 1e-6, 1e-3, 1));
            sink.write(flow(10, Double.NaN, 0, 1));
            sink.write(flow(20, 1e-6, 1e-6)); // a shorter sequence
        }
        List<Event> withPictures = EventReader.all(folder).stream()
                .filter(event -> event.values().stream().anyMatch(value -> value.has(4)))
                .toList();
        assertThat(withPictures).extracting(Event::step).containsExactly(1L, 11L, 21L);
        List<Value> last = withPictures.get(2).values();
        Value picture = last.get(last.size() - 1);
        assertThat(picture.tag()).isEqualTo("flow/rnn0/hidden");
        List<Field> image = EventReader.message(picture.field(4).bytes());
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(image.get(3).bytes()));
        assertThat(image.subList(0, 3))
                .extracting(Field::value)
                .containsExactly((long) read.getHeight(), (long) read.getWidth(), 3L);
        int[][] lagByUpdate = new int[3][3];
        for (int lag = 0; lag < 3; lag++) {
            for (int update = 0; update < 3; update++) {
                int x = read.getWidth() * (2 * update + 1) / 6;
                lagByUpdate[lag][update] = read.getRGB(x, read.getHeight() * (5 - 2 * lag) / 6) & 0xffffff;
            }
        }
        assertThat(lagByUpdate[0]).containsExactly(0xfde725, 0xfde725, 0x440154); // 1, 1 and 1e-6
        assertThat(lagByUpdate[1]).containsExactly(0x23908c, 0x000000, 0x440154); // 1e-3 is in the middle; 0
        assertThat(lagByUpdate[2]).containsExactly(0x440154, 0xe31a1c, 0xffffff); // not finite, not there
    }

    @Test
    void picturesGoOnWithARun() throws IOException {
        Files.writeString(folder.resolve("flow.jsonl"), "");
        try (RecordSink own = JsonLines.append(folder.resolve("flow.jsonl"))) {
            own.write(flow(0, 1e-6, 1));
        }
        try (RecordSink sink = KIND.open(run(OptionalLong.of(1)))) {
            sink.write(flow(1, 1, 1e-6));
        }
        List<Value> values = EventReader.all(folder).stream()
                .flatMap(event -> event.values().stream())
                .filter(value -> value.has(4))
                .toList();
        byte[] png = EventReader.message(values.get(values.size() - 1).field(4).bytes())
                .get(3)
                .bytes();
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(read.getRGB(0, 0) & 0xffffff).isEqualTo(0x440154);
        assertThat(read.getRGB(read.getWidth() - 1, 0) & 0xffffff).isEqualTo(0xfde725);
    }

    @Test
    void recordsOfSeveralThreadsAreWhole() throws Exception {
        try (RecordSink sink = RecordSink.tensorBoard(folder)) {
            ExecutorService threads = Executors.newFixedThreadPool(4);
            for (int t = 0; t < 4; t++) {
                int first = t * 100;
                threads.execute(() -> {
                    for (int i = 1; i <= 100; i++) {
                        sink.write(loss(first + i, i));
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(EventReader.scalars(EventReader.all(folder)).get("training/loss"))
                .hasSize(400);
    }

    @Test
    void aFolderThatCannotBeIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "", StandardCharsets.UTF_8);
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> RecordSink.tensorBoard(file.resolve("deep")))
                .withMessageContaining("Cannot write " + file.resolve("deep"));
        RecordSink closed = RecordSink.tensorBoard(folder);
        closed.close();
        closed.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> closed.write(loss(1, 1)))
                .withMessageContaining("it is closed");
    }
}
