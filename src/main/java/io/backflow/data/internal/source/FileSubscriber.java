package io.backflow.data.internal.source;

import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Writes the body of a response to a file as it arrives, and counts its bytes. */
final class FileSubscriber implements HttpResponse.BodySubscriber<Void>, Closeable {

    private final FileChannel file;
    private final long maxBytes;
    private final LongConsumer progress;
    private final CompletableFuture<Void> body = new CompletableFuture<>();

    private volatile long received;
    private volatile Flow.@Nullable Subscription subscription;
    private volatile @Nullable IOException failure;

    FileSubscriber(Path target, long maxBytes, LongConsumer progress) throws IOException {
        this.file = FileChannel.open(
                target, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        this.maxBytes = maxBytes;
        this.progress = progress;
        progress.accept(0);
    }

    /** Returns the bytes written so far. */
    long received() {
        return received;
    }

    /** Returns why this side refused to go on; null if it did not. */
    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        try {
            for (ByteBuffer buffer : buffers) {
                write(buffer);
            }
            progress.accept(received);
            request();
        } catch (IOException refused) {
            failure = refused;
            cancel();
            body.completeExceptionally(refused);
        }
    }

    @Override
    public void onError(Throwable broken) {
        body.completeExceptionally(broken);
    }

    @Override
    public void onComplete() {
        try {
            file.force(true); // the move that follows must not outlive the content
            body.complete(null);
        } catch (IOException unwritten) {
            failure = unwritten;
            body.completeExceptionally(unwritten);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: a subscriber is called by one thread at a time
    private void write(ByteBuffer buffer) throws IOException {
        if (received + buffer.remaining() > maxBytes) {
            throw new IOException("the server sent more than the " + maxBytes + " bytes that the file has");
        }
        while (buffer.hasRemaining()) {
            received += file.write(buffer);
        }
    }

    private void request() {
        Flow.Subscription from = subscription;
        if (from != null) {
            from.request(1);
        }
    }

    private void cancel() {
        Flow.Subscription from = subscription;
        if (from != null) {
            from.cancel();
        }
    }
}
