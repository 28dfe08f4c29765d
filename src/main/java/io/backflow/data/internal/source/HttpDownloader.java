package io.backflow.data.internal.source;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
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
 * <p>It gives up when nothing arrives for the length of its patience, however long the whole takes.
 */
public final class HttpDownloader implements Downloader {

    /** How long a server may send nothing. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int OK = 200;

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
        HttpRequest request =
                HttpRequest.newBuilder(source).header("User-Agent", "backflow").build();
        try (FileSubscriber body = new FileSubscriber(target, maxBytes, received)) {
            HttpResponse<Void> response = await(
                    client.sendAsync(request, head -> head.statusCode() == OK ? body : BodySubscribers.discarding()),
                    body);
            if (response.statusCode() != OK) {
                throw new IOException("the server answered with status " + response.statusCode());
            }
        }
    }

    /** Waits as long as bytes keep coming. */
    private <T> T await(CompletableFuture<T> transfer, FileSubscriber body) throws IOException, InterruptedException {
        long before = 0;
        while (true) {
            try {
                return transfer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException waited) {
                long now = body.received();
                if (now == before) {
                    transfer.cancel(true);
                    throw new IOException(
                            "the server sent nothing for " + patience.toMillis() + " ms, after " + now + " bytes",
                            waited);
                }
                before = now;
            } catch (ExecutionException failed) {
                throw failure(failed, body);
            } catch (InterruptedException interrupted) {
                transfer.cancel(true);
                throw interrupted;
            }
        }
    }

    private static IOException failure(ExecutionException failed, FileSubscriber body) {
        IOException own = body.failure();
        if (own != null) {
            return own;
        }
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        if (cause instanceof ConnectException) {
            return new IOException("cannot connect to the server", cause);
        }
        return new IOException(
                "the connection broke off after " + body.received() + " bytes (" + cause.getMessage() + ")", cause);
    }
}
