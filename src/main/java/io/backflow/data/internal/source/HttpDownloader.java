// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/**
 * Fetches over HTTP with the JDK's client: through the proxy of the JDK's properties, along redirects that do not leave
 * HTTPS.
 *
 * <p>It gives up when nothing arrives for the length of its patience, however long the whole takes. A request's own
 * timeout ends with the head of the answer, and would let a body stall for ever; what has arrived is told by the size
 * of the file.
 */
public final class HttpDownloader implements Downloader {

    /** How long a server may send nothing. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How often the file's size is looked at. */
    private static final Duration LOOK = Duration.ofMillis(50);

    private static final String FILE_SCHEME = "file";
    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    private static final int BAD_REQUEST = 400;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final Duration patience;
    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    /** Creates a downloader that waits {@link #PATIENCE} for the next byte. */
    public HttpDownloader() {
        this(PATIENCE);
    }

    HttpDownloader(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void download(URI source, Path target, long maxBytes, LongConsumer received)
            throws IOException, InterruptedException {
        transfer(source, target, 0, maxBytes, received);
    }

    @Override
    public void resume(URI source, Path target, long maxBytes, LongConsumer received)
            throws IOException, InterruptedException {
        if (FILE_SCHEME.equals(source.getScheme())) {
            copy(Path.of(source), target, maxBytes, received);
            return;
        }
        long there = Files.exists(target) ? Files.size(target) : 0;
        transfer(source, target, there < maxBytes ? there : 0, maxBytes, received);
    }

    private static void copy(Path source, Path target, long maxBytes, LongConsumer received) throws IOException {
        if (!Files.isRegularFile(source)) {
            throw new ServerRefusal("there is no file " + source);
        }
        requireAtMost(maxBytes, Files.size(source));
        try (OutputStream out = Files.newOutputStream(target)) { // a file of one's own, whatever rights the source has
            Files.copy(source, out);
        }
        received.accept(Files.size(target));
    }

    /** @param from where what is there already ends; 0 to fetch all */
    private void transfer(URI source, Path target, long from, long maxBytes, LongConsumer received)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(source).header("User-Agent", "backflow");
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        OpenOption[] start =
                from > 0 ? new OpenOption[] {CREATE, WRITE} : new OpenOption[] {CREATE, TRUNCATE_EXISTING, WRITE};
        try (FileChannel file = FileChannel.open(target, start)) {
            received.accept(from);
            CompletableFuture<HttpResponse<Path>> transfer =
                    client.sendAsync(request.build(), head -> body(head, target, from, maxBytes));
            try {
                HttpResponse<Path> response = await(transfer, file, maxBytes, received);
                if (response.statusCode() == RANGE_NOT_SATISFIABLE && from > 0) {
                    file.truncate(0); // what is there is no beginning of what the server has
                }
                requireTaken(response.statusCode());
                requireAtMost(maxBytes, Math.max(promised(response.headers()), file.size()));
            } finally {
                transfer.cancel(true); // does nothing to one that is complete
            }
            received.accept(file.size());
            file.force(true); // the move that follows must not outlive the content
        }
    }

    private static void requireTaken(int status) throws IOException {
        String answer = "the server answered with status " + status;
        if (status == OK || status == PARTIAL_CONTENT) {
            return;
        }
        boolean lasting = status >= BAD_REQUEST
                && status < SERVER_ERROR
                && status != REQUEST_TIMEOUT
                && status != TOO_MANY_REQUESTS
                && status != RANGE_NOT_SATISFIABLE;
        throw lasting ? new ServerRefusal(answer) : new IOException(answer);
    }

    private static BodySubscriber<Path> body(ResponseInfo head, Path target, long from, long maxBytes) {
        if (head.statusCode() == PARTIAL_CONTENT && from > 0 && goesOn(head.headers(), from)) {
            return BodyHandlers.ofFile(target, WRITE, APPEND).apply(head);
        }
        if (head.statusCode() == OK && promised(head.headers()) <= maxBytes) {
            return BodyHandlers.ofFile(target, WRITE, TRUNCATE_EXISTING).apply(head);
        }
        return BodySubscribers.mapping(BodySubscribers.ofInputStream(), unread -> closed(unread, target));
    }

    /** Whether a part of the file begins where what is there ends; another part would end up in a wrong place. */
    private static boolean goesOn(HttpHeaders headers, long from) {
        return headers.firstValue("Content-Range").orElse("").startsWith("bytes " + from + "-");
    }

    private static Path closed(InputStream unread, Path target) {
        try {
            unread.close();
        } catch (IOException ignored) {
            // nothing of it is wanted
        }
        return target;
    }

    /** Waits as long as bytes keep coming. */
    private <T> T await(CompletableFuture<T> transfer, FileChannel file, long maxBytes, LongConsumer received)
            throws IOException, InterruptedException {
        long size = file.size();
        long last = System.nanoTime();
        while (true) {
            try {
                return transfer.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException waiting) {
                long now = file.size();
                requireAtMost(maxBytes, now);
                if (now != size) {
                    size = now;
                    last = System.nanoTime();
                    received.accept(now);
                } else if (System.nanoTime() - last > patience.toNanos()) {
                    throw new IOException(
                            "the server sent nothing for " + patience.toMillis() + " ms, after " + now + " bytes",
                            waiting);
                }
            } catch (ExecutionException failed) {
                throw failure(failed, file);
            }
        }
    }

    private static void requireAtMost(long maxBytes, long bytes) throws IOException {
        if (bytes > maxBytes) {
            throw new IOException("the server sent more than the " + maxBytes + " bytes that the file has");
        }
    }

    /** Returns the size that the server announces; 0 if it announces none. */
    private static long promised(HttpHeaders headers) {
        return headers.firstValueAsLong("Content-Length").orElse(0);
    }

    private static IOException failure(ExecutionException failed, FileChannel file) throws IOException {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        if (cause instanceof ConnectException) {
            return new IOException("cannot connect to the server", cause);
        }
        long received = file.size();
        requireRoom(file);
        file.truncate(received); // what arrived may be gone on from
        return new IOException(
                "the connection broke off after " + received + " bytes (" + cause.getMessage() + ")", cause);
    }

    /** Writes once more: the client does not say which side failed, but a disk that is full says so again. */
    private static void requireRoom(FileChannel file) throws IOException {
        file.write(ByteBuffer.allocate(1 << 16), file.size());
    }
}
