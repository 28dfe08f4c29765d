// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal.tensorboard;

import io.backflow.record.SinkConfig;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What TensorBoard's plug-in for hyperparameters reads of a run: its settings when it starts, and how it ended. Runs
 * that differ only in their seed form a group. The plug-in refuses any version of these messages but 0, the default.
 */
final class Hyperparameters {

    static final String START = "_hparams_/session_start_info";
    static final String END = "_hparams_/session_end_info";

    private static final Pattern SEED = Pattern.compile("/seed-[^/]+$");

    /** Settings that change nothing in the numbers. */
    private static final Pattern BESIDE =
            Pattern.compile("(?:name|threads|evaluation|recording|flow|checkpoint)(?:[.\\[].*)?");

    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?");
    private static final Set<String> FLAGS = Set.of("true", "false");

    private static final int SESSION_START = 3;
    private static final int SESSION_END = 4;
    private static final int SUCCESS = 1;
    private static final int FAILURE = 2;

    private Hyperparameters() {}

    static Proto start(SinkConfig.Run run, double seconds) {
        Proto session = new Proto();
        for (Map.Entry<String, String> setting : run.settings().entrySet()) {
            if (!BESIDE.matcher(setting.getKey()).matches()) {
                session.message(
                        1, new Proto().text(1, setting.getKey()).message(2, value(setting.getValue())));
            }
        }
        session.text(4, SEED.matcher(run.name()).replaceFirst("")).number(5, seconds);
        return new Proto().message(SESSION_START, session);
    }

    private static Proto value(String text) {
        if (NUMBER.matcher(text).matches()) {
            return new Proto().number(2, Double.parseDouble(text));
        }
        return FLAGS.contains(text)
                ? new Proto().whole(4, text.equals("true") ? 1 : 0)
                : new Proto().text(3, text);
    }

    static Proto end(boolean finished, double seconds) {
        Proto session = new Proto().whole(1, finished ? SUCCESS : FAILURE).number(2, seconds);
        return new Proto().message(SESSION_END, session);
    }
}
