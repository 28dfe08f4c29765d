// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;

/** A device on which every write fails as on a full disk; a link to it stands for a file that no longer fits. */
public final class FullDevice {

    private FullDevice() {}

    /** Returns its path; skips the test on a system that has none. */
    public static Path path() {
        Path device = Path.of("/dev/full");
        assumeThat(device).exists();
        return device;
    }
}
