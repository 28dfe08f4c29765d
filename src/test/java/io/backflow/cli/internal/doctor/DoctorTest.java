// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.cli.internal.doctor.Finding.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "Prescott, 512, SLOW, SKYLAKEX",
        "Prescott, 256, SLOW, HASWELL",
        "Prescott, 0, SLOW, HASWELL",
        "Prescott, 128, OK, ''",
        "SkylakeX, 512, OK, ''",
        "Haswell, 256, OK, ''"
    })
    void kernelsOfAnOldProcessorAreSlow(String core, int bits, State state, String advised) {
        Finding finding = BlasCore.finding(BlasCore.core("noise\nCore: " + core + "\n"), bits);
        assertThat(finding.state()).isEqualTo(state);
        assertThat(finding.value()).startsWith(core);
        assertThat(finding.advice()).contains(advised);
        assertThat(finding.advice().isEmpty()).isEqualTo(advised.isEmpty());
    }

    @Test
    void anUnknownProcessorIsSaidToBe() {
        assertThat(BlasCore.core("nothing")).isEmpty();
        assertThat(BlasCore.finding(Optional.empty(), 512).value()).contains("not known");
    }

    @Test
    void aFolderThatCannotBeMadeIsWrong() throws IOException {
        assertThat(Checkup.folder("cache", folder.resolve("a/b"), "set X").state())
                .isEqualTo(State.OK);
        Path file = Files.writeString(folder.resolve("file"), "");
        Finding wrong = Checkup.folder("cache", file.resolve("b"), "set X");
        assertThat(wrong.state()).isEqualTo(State.WRONG);
        assertThat(wrong.advice()).contains(file.toString(), "set X");
    }

    @Test
    void saysWhatToDoAboutTheRest() {
        assertThat(Checkup.logging(List.of("a", "b")).advice()).contains("leave one");
        assertThat(Checkup.logging(List.of()).advice()).contains("logback");
        assertThat(Checkup.logging(List.of("a")).advice()).isEmpty();
        assertThat(Checkup.memory(1 << 20).advice()).contains("-Xmx");
        assertThat(Checkup.java(11).state()).isEqualTo(State.WRONG);
        assertThat(Checkup.threads(Map.of("OMP_NUM_THREADS", "many")).state()).isEqualTo(State.SLOW);
        assertThat(Checkup.threads(Map.of()).state()).isEqualTo(State.OK);
    }

    @Test
    void theCodeAndTheTextTellWhetherThereIsSomethingToDo() {
        Finding slow = Finding.slow("vectors", "none", "a long advice ".repeat(10));
        assertThat(DoctorCommand.code(List.of(Finding.ok("a", "b")))).isZero();
        assertThat(DoctorCommand.code(List.of(Finding.ok("a", "b"), slow))).isEqualTo(7);
        assertThat(DoctorCommand.text(slow, 80).lines()).hasSizeGreaterThan(2).allMatch(line -> line.length() <= 80);
    }
}
