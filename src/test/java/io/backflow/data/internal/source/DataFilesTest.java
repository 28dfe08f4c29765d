// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DataFilesTest {

    private static final Path HOME = Path.of("/home/ada");

    @Test
    void cachesInTheHomeDirectoryUnlessToldOtherwise() {
        assertThat(of(null, Map.of()).cacheDirectory()).isEqualTo(HOME.resolve(".cache/backflow"));
        assertThat(of(null, Map.of("XDG_CACHE_HOME", "/var/cache/ada")).cacheDirectory())
                .isEqualTo(Path.of("/var/cache/ada/backflow"));
        assertThat(of(null, Map.of("XDG_CACHE_HOME", "relative")).cacheDirectory())
                .isEqualTo(HOME.resolve(".cache/backflow"));
        assertThat(of(null, Map.of("XDG_CACHE_HOME", "")).cacheDirectory()).isEqualTo(HOME.resolve(".cache/backflow"));
    }

    @Test
    void takesTheDataDirectoryOfTheCommandLineBeforeThatOfTheVariable() {
        Map<String, String> variables = Map.of("BACKFLOW_DATA", "/from/variable");

        assertThat(of(null, Map.of()).dataDirectory()).isNull();
        assertThat(of(null, Map.of("BACKFLOW_DATA", " ")).dataDirectory()).isNull();
        assertThat(of(null, variables).dataDirectory()).isEqualTo(Path.of("/from/variable"));
        assertThat(of(Path.of("given"), variables).dataDirectory()).isEqualTo(Path.of("given"));
    }

    @Test
    void looksIntoTheWorkingDirectorysDatasetsFirst() {
        assertThat(of(Path.of("given"), Map.of()).projectDirectory()).isEqualTo(Path.of("datasets"));
    }

    private static DataFiles of(@Nullable Path dataDirectory, Map<String, String> variables) {
        return DataFiles.of(dataDirectory, variables, HOME, DownloadProgress.NONE);
    }
}
