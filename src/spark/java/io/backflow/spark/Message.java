// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import java.io.Serializable;
import java.util.List;

/** What an executor says of one attempt at one run. */
sealed interface Message extends Serializable {

    /** Returns which start of the driver it is for. */
    String launch();

    /** Returns the number of the run. */
    int run();

    /** Returns the number that Spark gave the attempt. */
    long attempt();

    /**
     * An attempt begins.
     *
     * @param executor on what
     */
    record Started(String launch, int run, long attempt, Executor executor) implements Message {}

    /**
     * An attempt got so far; sent about once a second.
     *
     * @param clipped whether there are a norm and a share
     * @param verdict on the flow, by its name; empty if there is none
     */
    record Advanced(
            String launch,
            int run,
            long attempt,
            long goal,
            long done,
            double loss,
            boolean clipped,
            double norm,
            double share,
            String verdict)
            implements Message {}

    /** Pieces of the files of an attempt, each file from its start to its end and one file after the other. */
    record Files(String launch, int run, long attempt, List<Piece> pieces) implements Message {}

    /**
     * An attempt is over and its files are sent.
     *
     * @param files how many were sent
     * @param shared where they are instead, in the shared folder; empty if they were sent
     */
    record Result(String launch, int run, long attempt, int files, String shared) implements Message {}

    /** An attempt was stopped before its end. */
    record Stopped(String launch, int run, long attempt) implements Message {}

    /** An attempt broke for a reason for which any other would. */
    record Broken(String launch, int run, long attempt, Fault fault) implements Message {}

    /**
     * Some bytes of a file.
     *
     * @param file its path in the run's directory, with slashes
     * @param sha256 of the whole file, with its last piece; else empty
     */
    @SuppressWarnings("ArrayRecordComponent") // it is sent, and never compared
    record Piece(String file, long offset, byte[] bytes, String sha256) implements Serializable {}
}
