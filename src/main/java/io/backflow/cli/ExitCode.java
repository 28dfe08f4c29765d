// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

/** What the process tells the one that started it. */
final class ExitCode {

    static final int OK = 0;
    /** A fault of the program. */
    static final int INTERNAL = 1;
    /** Wrong arguments, or a run directory that cannot be used, or output that cannot be written. */
    static final int USAGE = 2;
    /** A configuration that cannot be read or breaks a rule. */
    static final int CONFIGURATION = 3;
    /** Data that cannot be had or is invalid. */
    static final int DATA = 4;
    /** A run diverged, and {@code --fail-on-divergence} was given. */
    static final int DIVERGED = 5;
    /** A run that was made again gave other numbers. */
    static final int DIFFERENT = 6;
    /** {@code doctor} found something to do, or {@code audit} a wrong gradient. */
    static final int UNWELL = io.backflow.cli.internal.doctor.DoctorCommand.UNWELL;
    /** Stopped by the user; what was done until then is written. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
