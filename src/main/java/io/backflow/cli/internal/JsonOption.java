// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal;

import io.backflow.store.internal.Json;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Whether results are printed as JSON: one document on standard output and nothing else there. */
public final class JsonOption {

    @Option(
            names = "--json",
            description = "Print one JSON document on standard output; progress goes to standard error as ever.")
    private boolean asked;

    /** Returns whether they are. */
    public boolean isAsked() {
        return asked;
    }

    /** Prints a record or a map as the document. */
    public static void print(CommandSpec spec, Object document) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(Json.pretty(document));
        out.flush();
    }
}
