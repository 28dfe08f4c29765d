// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal;

/** A command that may be asked for stack traces. */
public interface Verbose {

    /** Returns whether it was. */
    boolean isVerbose();
}
