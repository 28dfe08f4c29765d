package io.backflow.experiment;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;

/** A device on which every write fails as on a full disk; a link to it stands for a file that no longer fits. */
final class FullDevice {

    private FullDevice() {}

    /** Returns its path; skips the test on a system that has none. */
    static Path path() {
        Path device = Path.of("/dev/full");
        assumeThat(device).exists();
        return device;
    }
}
