// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import io.backflow.data.DataEnvironment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An environment without data sets; a data directory only if one is named. */
public record NoData(@Nullable Path dataDirectory) implements DataEnvironment {

    /** Without a data directory. */
    public NoData() {
        this(null);
    }

    @Override
    public Path cacheDirectory() {
        return Path.of("none");
    }

    @Override
    public Path text(String dataset) {
        throw new AssertionError("no data set is needed");
    }

    @Override
    public Path file(String dataset, String file) {
        throw new AssertionError("no data set is needed");
    }
}
