// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.live;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * Lets in who knows the token and came by the address that was printed. The host is compared since a page of another
 * site, whose name was made to lead to 127.0.0.1, would send that name; the origin since a page of another site says
 * its own.
 */
final class Gate {

    private static final int TOKEN_BYTES = 24;
    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;

    private static final Set<String> THINGS = Set.of("", "data", "events");

    private final String token;
    private final Set<String> hosts;

    Gate(int port) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        this.token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
    }

    /** Returns the path of the page. */
    String path() {
        return "/" + token + "/";
    }

    /** Returns the status with which a request is to be answered: 200 if it may be. */
    int check(HttpExchange exchange) {
        if (!fromHere(exchange.getRequestHeaders())) {
            return FORBIDDEN;
        }
        String path = exchange.getRequestURI().getRawPath();
        int end = path == null ? -1 : path.indexOf('/', 1);
        if (end < 0 || !isToken(path.substring(1, end))) {
            return FORBIDDEN;
        }
        if (!"GET".equals(exchange.getRequestMethod())) {
            return NOT_ALLOWED;
        }
        return THINGS.contains(path.substring(end + 1)) ? OK : NOT_FOUND;
    }

    /** Returns what a request that was let in asks for. */
    String thing(HttpExchange exchange) {
        return exchange.getRequestURI().getRawPath().substring(path().length());
    }

    private boolean fromHere(Headers headers) {
        List<String> host = headers.getOrDefault("Host", List.of());
        List<String> origin = headers.getOrDefault("Origin", List.of());
        return host.size() == 1
                && hosts.contains(host.get(0))
                && origin.stream().allMatch(one -> one.equals("http://" + host.get(0)));
    }

    /** Takes as long for any text of the same length. */
    private boolean isToken(String text) {
        return MessageDigest.isEqual(text.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
