// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server of this machine that answers well or badly, as a test asks. */
final class LoopbackServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);

    LoopbackServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    /** Returns a URL at which the handler answers. */
    URI at(String path, HttpHandler handler) {
        server.createContext(path, handler);
        return uri(path);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** Returns a URL that gives this content. */
    URI serving(String path, byte[] content) {
        return at(path, exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
    }

    /** Returns a URL that promises the whole content, gives half of it, and hangs up. */
    URI hangingUp(String path, byte[] content) {
        return at(path, exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, content.length / 2);
            exchange.getResponseBody().flush();
            exchange.close();
        });
    }

    /** Returns a URL that promises the whole content, gives half of it, and then nothing until the server is closed. */
    URI stalling(String path, byte[] content) {
        return at(path, exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, content.length / 2);
            exchange.getResponseBody().flush();
            awaitEnd();
            exchange.close();
        });
    }

    /** Returns a URL that answers nothing until the server is closed. */
    URI silent(String path) {
        return at(path, exchange -> {
            awaitEnd();
            exchange.close();
        });
    }

    /** Returns a URL that answers with this status and nothing else. */
    URI refusing(String path, int status) {
        return at(path, exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
    }

    /** Returns a URL that points to another. */
    URI redirecting(String path, URI to) {
        return at(path, exchange -> {
            exchange.getResponseHeaders().add("Location", to.toString());
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
    }

    private void awaitEnd() throws IOException {
        try {
            end.await();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
