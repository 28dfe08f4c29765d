// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CulpritsTest {

    @TempDir
    private Path folder;

    private static String line(String share, String place) {
        return "{\"record\":\"clip\",\"update\":1,\"examples\":{\"index\":[3,1],\"share\":[" + share
                + ",0.1],\"norm\":[2,1],\"layer\":[\"rnn1\",\"rnn0\"],\"place\":[\"" + place + "\",\"line 9\"]}}\n";
    }

    @Test
    void countsThoseThatAreNamedFirst() throws IOException {
        Path file = Files.writeString(
                folder.resolve("clipping.jsonl"),
                line("0.5", "line 1")
                        + line("\"NaN\"", "line 2")
                        + "{\"record\":\"throughTime\",\"update\":1}\n"
                        + line("0.9", "line 1")
                        + line("0.7", "line 3")
                        + line("0.99", "")
                        + line("0.3", "line 2").substring(0, 40)); // the run still writes it
        Culprits culprits = Culprits.read(file);
        assertThat(culprits.updates()).isEqualTo(4);
        assertThat(culprits.most())
                .containsExactly(
                        new Culprits.Culprit("line 1", 2, 0, 0.9, "rnn1"),
                        new Culprits.Culprit("line 2", 1, 1, Double.NaN, "rnn1"),
                        new Culprits.Culprit("line 3", 1, 0, 0.7, "rnn1"));
        assertThat(Culprits.read(folder.resolve("none")).most()).isEmpty();
    }
}
