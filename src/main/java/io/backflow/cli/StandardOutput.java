// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.setting.internal.FileFailure;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Locale;

/** Whether what was printed has arrived, as in a file on a full disk: the streams that print keep silent about it. */
final class StandardOutput {

    private StandardOutput() {}

    /** Returns a command's exit code, which is none of success if its output is lost; says on standard error why. */
    static int checked(int code) {
        if (!System.out.checkError()) {
            return code;
        }
        String reason = reason();
        if (reason.toLowerCase(Locale.ROOT).contains("pipe")) {
            return code; // a reader that had enough, as head has
        }
        System.err.println("Cannot write standard output: " + reason);
        return code == ExitCode.OK ? ExitCode.USAGE : code;
    }

    /** Asks once more, since the stream that printed did not keep the reason. */
    @SuppressWarnings("resource") // not ours to close
    private static String reason() {
        try {
            new FileOutputStream(FileDescriptor.out).write('\n');
            return "some of it was lost";
        } catch (IOException e) {
            return FileFailure.reason(e);
        }
    }
}
