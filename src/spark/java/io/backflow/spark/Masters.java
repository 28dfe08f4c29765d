// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.run.internal.cluster.ClusterException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a master of a standalone cluster is there; Spark itself asks for a minute before it says that none is. */
final class Masters {

    private static final int PATIENCE_MILLIS = 10_000;
    private static final String STANDALONE = "spark://";
    private static final Pattern ADDRESS = Pattern.compile("(?<host>.+):(?<port>[0-9]{1,5})");

    private Masters() {}

    /**
     * Requires that one master of those named answers. Other kinds of masters are left to Spark.
     *
     * @throws ClusterException saying what each address answered
     */
    static void check(String master) {
        if (!master.startsWith(STANDALONE)) {
            return;
        }
        List<String> answers = new ArrayList<>();
        for (String address : master.substring(STANDALONE.length()).split(",", -1)) {
            Matcher parts = ADDRESS.matcher(address);
            if (!parts.matches() || Integer.parseInt(parts.group("port")) > 65_535) {
                throw new ClusterException(
                        "--spark must name a master as spark://HOST:PORT, got '" + master + "'", null);
            }
            String answer = ask(parts.group("host"), Integer.parseInt(parts.group("port")));
            if (answer.isEmpty()) {
                return;
            }
            answers.add(address + ": " + answer);
        }
        throw new ClusterException(
                "There is no Spark master at " + master + " (" + String.join("; ", answers)
                        + "). Is it started, and is this the address that its log names?",
                null);
    }

    /** Returns what is wrong with a master; empty if something listens there. */
    private static String ask(String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            return "no such host";
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, PATIENCE_MILLIS);
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
