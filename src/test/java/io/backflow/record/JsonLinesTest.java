// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTest {

    @TempDir
    Path folder;

    private Path path = Path.of("");

    @BeforeEach
    void nameTheFile() {
        path = folder.resolve("metrics.jsonl");
    }

    private static Row row(long update) {
        return Row.builder().with("update", update).with("text", "é\n\"").build();
    }

    private static List<Long> updates(Path path) {
        try (Stream<Row> rows = JsonLines.read(path)) {
            return rows.map(row -> row.whole("update")).toList();
        }
    }

    private void write(RecordSink sink, long from, long to) {
        try (sink) {
            LongStream.range(from, to).forEach(update -> sink.write(row(update)));
        }
    }

    @Test
    void writesALineARow() throws IOException {
        write(JsonLines.create(path), 0, 2);
        assertThat(Files.readString(path))
                .isEqualTo("{\"update\":0,\"text\":\"é\\n\\\"\"}\n{\"update\":1,\"text\":\"é\\n\\\"\"}\n");
    }

    @Test
    void creatingAFileEmptiesItAndAppendingGoesOn() {
        write(JsonLines.create(path), 0, 9);
        write(JsonLines.create(path), 0, 3);
        write(JsonLines.append(path), 3, 5);
        assertThat(updates(path)).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void appendingToNoFileMakesOne() {
        write(JsonLines.append(path), 0, 1);
        assertThat(updates(path)).containsExactly(0L);
    }

    @ParameterizedTest(name = "{0} bytes short")
    @ValueSource(ints = {1, 2, 5, 8, 9, 20, 26})
    void aLastLineCutAnywhereIsLeftOutByAReaderAndCutOffByAppending(int missing) throws IOException {
        write(JsonLines.create(path), 0, 3);
        byte[] whole = Files.readAllBytes(path);
        Files.write(path, Arrays.copyOf(whole, whole.length - missing));
        assertThat(updates(path)).startsWith(0L, 1L).hasSize(missing == 1 ? 3 : 2); // the line end alone is no loss
        write(JsonLines.append(path), 7, 8);
        assertThat(updates(path)).containsExactly(0L, 1L, 7L);
    }

    @Test
    void aFileOfOneCutLineIsEmptyAndAnEmptyFileTooIsNoError() throws IOException {
        Files.writeString(path, "{\"upd");
        assertThat(updates(path)).isEmpty();
        write(JsonLines.append(path), 0, 0);
        assertThat(Files.size(path)).isZero();
        assertThat(updates(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"upd\n{\"update\":2}\n", "{\"upd\n", "\n"})
    void aBrokenLineThatWasFinishedIsNamed(String broken) throws IOException {
        Files.writeString(path, "{\"update\":1}\n" + broken);
        assertThatThrownBy(() -> updates(path))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith(path + ":2: ");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> JsonLines.read(path))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(path.toString());
    }

    @Test
    void aFileThatIsStillWrittenCanBeReadAfterAFlush() {
        try (RecordSink sink = JsonLines.create(path)) {
            sink.write(row(0));
            assertThat(updates(path)).isEmpty();
            sink.flush();
            assertThat(updates(path)).containsExactly(0L);
        }
    }

    @Test
    void rowsOfSeveralThreadsDoNotMix() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        try (RecordSink sink = JsonLines.create(path)) {
            for (int t = 0; t < 4; t++) {
                long from = 1_000L * t;
                threads.add(new Thread(
                        () -> LongStream.range(from, from + 1_000).forEach(update -> sink.write(row(update)))));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(updates(path))
                .hasSize(4_000)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 4_000).boxed().toList());
    }

    @Test
    void nothingOfAHundredThousandRowsIsKept() {
        String text = "x".repeat(200);
        try (RecordSink sink = JsonLines.create(path)) {
            for (int i = 0; i < 10_000; i++) {
                sink.write(
                        Row.builder().with("update", i).with("text", text + i).build());
            }
            long before = usedHeap();
            for (int i = 10_000; i < 100_000; i++) {
                sink.write(
                        Row.builder().with("update", i).with("text", text + i).build());
            }
            // Kept rows or lines would be 90,000 times 200 bytes, 18 MB; 4 MB leaves room for what the JVM itself does.
            assertThat(usedHeap() - before).isLessThan(4L << 20);
        }
        try (Stream<Row> rows = JsonLines.read(path)) {
            assertThat(rows.count()).isEqualTo(100_000);
        }
    }

    /** Bytes in use after collection; the least of a few, since one may come too early. */
    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    @Test
    void theFileIsUtf8WhateverTheTextHolds() throws IOException {
        try (RecordSink sink = JsonLines.create(path)) {
            sink.write(Row.builder().with("text", "half a pair \ud83d").build());
        }
        String strictlyDecoded = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                .toString();
        assertThat(strictlyDecoded).isEqualTo("{\"text\":\"half a pair ?\"}\n");
    }
}
