// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import io.backflow.data.DataException;
import io.backflow.data.internal.sequence.ContentDigest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DatasetFetchTest {

    private static final byte[] CONTENT = "To be, or not to be".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER = "Whether 'tis nobler".getBytes(StandardCharsets.UTF_8);
    private static final String SHA256 = new ContentDigest().add(CONTENT).hex();

    @TempDir
    private Path folder;

    private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    private Path cache() {
        return folder.resolve("cache");
    }

    private DatasetFetch fetch() {
        return new DatasetFetch(
                cache(),
                new HttpDownloader(),
                (what, received, total) -> heard.add(what + " " + received + "/" + total),
                Duration.ofMillis(1));
    }

    private static Dataset dataset(URI source, Dataset.@Nullable Archive archive) {
        RemoteFile file = new RemoteFile("hamlet", "input.txt", source, CONTENT.length, SHA256);
        return new Dataset("hamlet", "Hamlet", "a line", "none", "none", "none", "here", "", archive, List.of(file));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(cache().resolve("hamlet"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Answers as a server does that knows ranges, and hangs up in the middle of each of the first answers. */
    private void answer(HttpExchange exchange, boolean breakOff) throws IOException {
        answer(exchange, CONTENT, breakOff);
    }

    private void answer(HttpExchange exchange, byte[] content, boolean breakOff) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        ranges.add(String.valueOf(range));
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
        byte[] rest = Arrays.copyOfRange(content, from, content.length);
        if (range != null) {
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, rest.length);
        exchange.getResponseBody().write(rest, 0, breakOff ? rest.length / 2 : rest.length);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    @Test
    void goesOnWhereTheConnectionBrokeOff() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (LoopbackServer server = new LoopbackServer()) {
            URI source = server.at("/a", exchange -> answer(exchange, requests.incrementAndGet() < 3));
            assertThat(fetch().fetch(dataset(source, null), Mirror.PUBLISHER)).hasSize(1);
        }
        assertThat(ranges).containsExactly("null", "bytes=9-", "bytes=14-");
        assertThat(cache().resolve("hamlet/input.txt")).hasBinaryContent(CONTENT);
        assertThat(names()).containsExactly(".lock", "input.txt");
        assertThat(heard).startsWith("hamlet/input.txt 0/19").endsWith("hamlet/input.txt 19/19");
    }

    @Test
    void aLaterProcessGoesOnWhereAnEarlierOneGaveUp() throws IOException {
        try (LoopbackServer server = new LoopbackServer()) {
            Dataset broken = dataset(server.hangingUp("/broken", CONTENT), null);
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> fetch().fetch(broken, Mirror.PUBLISHER))
                    .withMessageContaining("cannot download hamlet/input.txt from ")
                    .withMessageContaining("broke off")
                    .withMessageEndingWith("a mirror or a folder can be named with --from");
            assertThat(names()).hasSize(2).noneMatch(name -> name.equals("input.txt"));
            fetch().fetch(dataset(server.at("/whole", exchange -> answer(exchange, false)), null), Mirror.PUBLISHER);
        }
        assertThat(ranges).containsExactly("bytes=9-");
        assertThat(cache().resolve("hamlet/input.txt")).hasBinaryContent(CONTENT);
    }

    @Test
    void startsAnewWhenWhatIsThereIsOfAnother() throws IOException {
        Files.createDirectories(cache().resolve("hamlet"));
        Path partial = cache().resolve("hamlet/.input.txt." + SHA256.substring(0, 12) + ".part");
        Files.write(partial, Arrays.copyOf(OTHER, 9));
        try (LoopbackServer server = new LoopbackServer()) {
            fetch().fetch(dataset(server.at("/a", exchange -> answer(exchange, false)), null), Mirror.PUBLISHER);
        }
        assertThat(ranges).containsExactly("bytes=9-", "null");
        assertThat(cache().resolve("hamlet/input.txt")).hasBinaryContent(CONTENT);
    }

    @Test
    void aServerThatKnowsNoRangesSendsAllAgain() throws IOException {
        Files.createDirectories(cache().resolve("hamlet"));
        Files.write(
                cache().resolve("hamlet/.input.txt." + SHA256.substring(0, 12) + ".part"), Arrays.copyOf(CONTENT, 9));
        try (LoopbackServer server = new LoopbackServer()) {
            fetch().fetch(dataset(server.serving("/a", CONTENT), null), Mirror.PUBLISHER);
        }
        assertThat(cache().resolve("hamlet/input.txt")).hasBinaryContent(CONTENT);
    }

    @ParameterizedTest(name = "status {0}")
    @ValueSource(ints = {404, 503})
    void asksAgainOnlyWhereThatMayHelp(int status) throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (LoopbackServer server = new LoopbackServer()) {
            URI source = server.at("/a", exchange -> {
                requests.incrementAndGet();
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> fetch().fetch(dataset(source, null), Mirror.PUBLISHER))
                    .withMessageContaining("status " + status);
        }
        assertThat(requests).hasValue(status == 404 ? 1 : DatasetFetch.ATTEMPTS);
    }

    @Test
    void aWrongChecksumIsNamedAndNothingKept() throws IOException {
        try (LoopbackServer server = new LoopbackServer()) {
            URI source = server.serving("/a", OTHER);
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> fetch().fetch(dataset(source, null), Mirror.PUBLISHER))
                    .withMessage("hamlet/input.txt: the SHA-256 of what " + source + " has is wrong: expected " + SHA256
                            + " (19 bytes), got "
                            + new ContentDigest().add(OTHER).hex() + " (19 bytes)");
        }
        assertThat(names()).containsExactly(".lock");
    }

    @Test
    void severalThatFetchTheSameAskOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (LoopbackServer server = new LoopbackServer()) {
            Dataset dataset = dataset(server.at("/a", exchange -> answer(exchange, false)), null);
            List<Future<List<RemoteFile>>> fetches = IntStream.range(0, 3)
                    .mapToObj(i -> threads.submit(() -> fetch().fetch(dataset, Mirror.PUBLISHER)))
                    .toList();
            int fetched = 0;
            for (Future<List<RemoteFile>> each : fetches) {
                fetched += each.get().size();
            }
            assertThat(fetched).isOne();
        } finally {
            threads.shutdownNow();
        }
        assertThat(ranges).hasSize(1);
    }

    @Test
    void takesFromAMirrorOrAFolder() throws IOException {
        Dataset dataset = dataset(URI.create("http://127.0.0.1:1/nobody"), null);
        Path local =
                Files.createDirectories(folder.resolve("mirror dir/hamlet")).resolve("input.txt");
        Files.write(local, CONTENT);
        fetch().fetch(dataset, Mirror.at(folder.resolve("mirror dir").toString()));
        assertThat(cache().resolve("hamlet/input.txt")).hasBinaryContent(CONTENT);
        Files.delete(cache().resolve("hamlet/input.txt"));
        try (LoopbackServer server = new LoopbackServer()) {
            server.serving("/mirror/hamlet/input.txt", CONTENT);
            fetch().fetch(dataset, Mirror.at(server.uri("/mirror").toString()));
        }
        assertThat(cache().resolve("hamlet/input.txt")).hasBinaryContent(CONTENT);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Mirror.at(folder.resolve("none").toString()))
                .withMessageContaining("there is no folder");
    }

    @Test
    void unpacksAnArchive() throws IOException {
        try (LoopbackServer server = new LoopbackServer()) {
            fetch().fetch(archived(server, 1000, "data/readme", "data/input.txt"), Mirror.PUBLISHER);
        }
        assertThat(names()).containsExactly(".lock", "input.txt");
        assertThat(cache().resolve("hamlet/input.txt")).hasBinaryContent(CONTENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../out.txt", "data/../../out.txt", "/tmp/out.txt", "C:\\out.txt", "data\\..\\out.txt"})
    void refusesAnArchiveThatLeadsOutOfItsFolder(String name) throws IOException {
        try (LoopbackServer server = new LoopbackServer()) {
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> fetch().fetch(archived(server, 1000, "data/input.txt", name), Mirror.PUBLISHER))
                    .withMessageContaining("leads out of its folder: '" + name + "'");
        }
        assertThat(names()).containsExactly(".lock");
        assertThat(folder.resolve("out.txt")).doesNotExist();
        assertThat(cache().resolve("out.txt")).doesNotExist();
    }

    @Test
    void refusesAnArchiveThatHasMoreThanWasAgreed() throws IOException {
        try (LoopbackServer server = new LoopbackServer()) {
            byte[] zeros = new byte[100_000]; // some 100 bytes when packed
            Dataset bomb = archived(server, 2000, zeros, "data/zeros", "data/input.txt");
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> fetch().fetch(bomb, Mirror.PUBLISHER))
                    .withMessageContaining("has more than the 2000 bytes, unpacked, that are agreed");
        }
        assertThat(names()).containsExactly(".lock");
    }

    @Test
    void refusesAFolderOfAnArchiveThatHasMoreThanWasAgreed() throws IOException {
        try (LoopbackServer server = new LoopbackServer()) {
            Dataset bomb = archived(server, 2000, new byte[100_000], "data/folder/", "data/input.txt");
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> fetch().fetch(bomb, Mirror.PUBLISHER))
                    .withMessageContaining("has more than the 2000 bytes, unpacked, that are agreed");
        }
    }

    @Test
    void keepsTheBeginningOfAnArchiveUnlessItIsOfAnother() throws IOException {
        try (LoopbackServer server = new LoopbackServer()) {
            Dataset.Archive broken = new Dataset.Archive("data.zip", server.hangingUp("/broken", OTHER), "data/", 1000);
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> fetch().fetch(dataset(broken.source(), broken), Mirror.PUBLISHER))
                    .withMessageContaining("cannot download hamlet/data.zip");
            assertThat(names()).hasSize(2).anyMatch(name -> name.matches("\\.data\\.zip\\..*\\.part"));
            byte[] packed = zip(CONTENT, "data/input.txt");
            URI source = server.at("/ranges", exchange -> answer(exchange, packed, false));
            fetch().fetch(dataset(source, new Dataset.Archive("data.zip", source, "data/", 1000)), Mirror.PUBLISHER);
        }
        assertThat(ranges).containsExactly("bytes=9-", "null");
        assertThat(names()).containsExactly(".lock", "input.txt");
        assertThat(cache().resolve("hamlet/input.txt")).hasBinaryContent(CONTENT);
    }

    @Test
    void refusesAnArchiveThatLacksTheFileOrIsNone() throws IOException {
        try (LoopbackServer server = new LoopbackServer()) {
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> fetch().fetch(archived(server, 1000, "other/input.txt"), Mirror.PUBLISHER))
                    .withMessageContaining("has no 'data/input.txt'");
            URI text = server.serving("/text", CONTENT);
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> fetch().fetch(
                                    dataset(text, new Dataset.Archive("data.zip", text, "data/", 1000)),
                                    Mirror.PUBLISHER))
                    .withMessageContaining("is no ZIP archive");
        }
    }

    @Test
    void aDescriptorWithoutAChecksumIsNamed() {
        Properties descriptor = new Properties();
        for (String key : List.of("title", "about", "licence", "citation", "splits", "source")) {
            descriptor.setProperty(key, "x");
        }
        descriptor.setProperty("files", "a.txt");
        descriptor.setProperty("a.txt.url", "https://example.org/a.txt");
        descriptor.setProperty("a.txt.bytes", "1");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Catalogue.described("x", descriptor))
                .withMessage("the descriptor of x lacks a.txt.sha256");
    }

    private static Dataset archived(LoopbackServer server, long maxBytes, String... names) throws IOException {
        return archived(server, maxBytes, CONTENT, names);
    }

    /** The entry {@code data/input.txt} has the right content, whatever the others have. */
    private static Dataset archived(LoopbackServer server, long maxBytes, byte[] others, String... names)
            throws IOException {
        URI source = server.serving("/data.zip", zip(others, names));
        return dataset(source, new Dataset.Archive("data.zip", source, "data/", maxBytes));
    }

    private static byte[] zip(byte[] others, String... names) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(packed)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.endsWith("input.txt") ? CONTENT : others);
                zip.closeEntry();
            }
        }
        return packed.toByteArray();
    }
}
