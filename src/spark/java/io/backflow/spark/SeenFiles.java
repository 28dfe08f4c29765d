// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.data.DataEnvironment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place of data that notes which files of the catalogue were asked for. */
final class SeenFiles implements DataEnvironment {

    private final DataEnvironment here;
    private final Map<String, Path> seen = new LinkedHashMap<>();

    SeenFiles(DataEnvironment here) {
        this.here = here;
    }

    /** Returns the files, by {@code DATASET} or {@code DATASET/FILE}. */
    Map<String, Path> seen() {
        return seen;
    }

    @Override
    public Path cacheDirectory() {
        return here.cacheDirectory();
    }

    @Override
    public @Nullable Path dataDirectory() {
        return here.dataDirectory();
    }

    @Override
    public Path text(String dataset) {
        Path file = here.text(dataset);
        seen.put(dataset, file);
        return file;
    }

    @Override
    public Path file(String dataset, String file) {
        Path found = here.file(dataset, file);
        seen.put(dataset + '/' + file, found);
        return found;
    }
}
