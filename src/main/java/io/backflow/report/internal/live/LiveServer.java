// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.live;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.backflow.report.internal.live.Watched.State;
import io.backflow.report.internal.page.LivePage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Serves the page of a run directory on 127.0.0.1, and tells it when files have changed. It reads files only, so that
 * it does not matter which process trains, and it serves nothing but the page and its data.
 *
 * <p>While runs train, looking and reading take at most {@value #SHARE_PERCENT} % of one processor's time: where they
 * take long, events come less often. Without a client nothing is looked at.
 */
public final class LiveServer implements AutoCloseable {

    static final int SHARE_PERCENT = 1;

    /** So often the files are read by code that is not compiled yet; how long it takes says little of later ones. */
    private static final int WARM_UP = 3;

    private static final int THREADS = Listeners.MOST + 8;
    private static final long FAREWELL_MILLIS = 1000;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final HttpServer server;
    private final Guard guard;
    private final Gate gate;
    private final Watched watched;
    private final Pace pace;
    private final Listeners listeners;
    private final Thread watcher = new Thread(this::watch, "backflow-live-watch");
    private volatile long served = -1;

    /**
     * How long things may take.
     *
     * @param period from one look at the files to the next, at least
     * @param patience of a client that does not read
     * @param farewell that open pages have to fetch the end
     */
    record Pace(Duration period, Duration patience, Duration farewell) {

        static final Pace USUAL = new Pace(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(2));
    }

    LiveServer(Path directory, int port, Pace pace) throws IOException {
        InetAddress here = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
        this.server = HttpServer.create(new InetSocketAddress(here, port), 0);
        this.guard = new Guard(THREADS, pace.patience);
        this.gate = new Gate(server.getAddress().getPort());
        this.watched = new Watched(directory);
        this.pace = pace;
        this.listeners = new Listeners(watched::moment, guard);
        server.setExecutor(guard);
        server.createContext("/", this::answer);
        server.start();
        watcher.setDaemon(true);
        watcher.start();
    }

    /**
     * Starts to serve.
     *
     * @param directory which may not be there yet
     * @param port 0 for any that is free
     * @throws UncheckedIOException if the port cannot be had
     */
    public static LiveServer start(Path directory, int port) {
        try {
            return new LiveServer(directory, port, Pace.USUAL);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot listen on 127.0.0.1:" + port + ": " + e.getMessage()
                            + "; without --port a free one is taken",
                    e);
        }
    }

    /** Returns the address of the page, with the token in it. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + gate.path());
    }

    private void answer(HttpExchange exchange) throws IOException {
        int status = gate.check(exchange);
        headers(exchange.getResponseHeaders());
        if (status != OK) {
            send(exchange, status, "text/plain", "Refused\n");
            return;
        }
        switch (gate.thing(exchange)) {
            case "events" -> events(exchange);
            case "data" -> content(exchange, "text/plain", false);
            default -> content(exchange, "text/html", true);
        }
    }

    private static void headers(Headers headers) {
        headers.set("Content-Security-Policy", "frame-ancestors 'none'"); // the rest stands in the page, with hashes
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    private void content(HttpExchange exchange, String type, boolean whole) throws IOException {
        String text;
        long version;
        guard.dropDeadline(); // many large files take longer than a client may
        try {
            version = watched.look().version();
            text = whole ? watched.html() : watched.data();
        } catch (RuntimeException e) { // files went away while they were read; the page asks again
            send(exchange, UNAVAILABLE, "text/plain", "The files cannot be read now\n");
            return;
        }
        if (whole) {
            exchange.getResponseHeaders().add("Content-Security-Policy", LivePage.policy(text));
        }
        send(exchange, OK, type, text);
        served = Math.max(served, version);
    }

    private void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        guard.setDeadline();
        if ("HEAD".equals(exchange.getRequestMethod())) {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
            return;
        }
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }

    private void events(HttpExchange exchange) throws IOException {
        if (!listeners.enter()) {
            send(exchange, UNAVAILABLE, "text/plain", "There are " + Listeners.MOST + " pages open already\n");
            return;
        }
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.sendResponseHeaders(OK, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                listeners.stream(body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server closes
        } finally {
            listeners.leave();
            exchange.close();
        }
    }

    private void watch() {
        try {
            while (!listeners.isClosed()) {
                listeners.awaitAny();
                look();
                pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        long before = watched.moment().version();
        try {
            if (watched.look().version() == before) {
                return;
            }
        } catch (RuntimeException e) {
            return; // a folder went away at that moment: look again later
        }
        listeners.tell();
    }

    private void pause() throws InterruptedException {
        long begin = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(pace.period.toNanos());
        long fair = watched.takeSpent() * (watched.reads() > WARM_UP ? 100 / SHARE_PERCENT : 0);
        while (System.nanoTime() - begin < fair && watched.moment().state() == State.RUNNING && !watched.isOver()) {
            TimeUnit.NANOSECONDS.sleep(pace.period.toNanos());
        }
    }

    /** Tells the pages that are open of the last changes, gives them a moment to fetch them, and stops. */
    @Override
    public void close() {
        if (listeners.isClosed()) {
            return;
        }
        if (listeners.isAny()) {
            Thread last = new Thread(this::look, "backflow-live-last"); // which has to wait while files are read
            last.setDaemon(true);
            last.start();
            long millis = pace.farewell.toMillis();
            waitWhile(
                    () -> listeners.isAny()
                            && (last.isAlive() || served < watched.moment().version()),
                    millis);
        }
        listeners.close();
        waitWhile(listeners::isAny, FAREWELL_MILLIS);
        watcher.interrupt();
        server.stop(0);
        guard.close();
    }

    private static void waitWhile(BooleanSupplier condition, long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            while (condition.getAsBoolean() && System.nanoTime() - end < 0) {
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
