// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where data may be found and kept on this machine. */
public interface DataEnvironment {

    /** Returns where downloads are kept. */
    Path cacheDirectory();

    /**
     * Returns where local copies of published data sets are, as {@code DATASET/FILE}; null if the user named no such
     * place.
     */
    @Nullable
    Path dataDirectory();

    /**
     * Returns the file of a text of the program's catalogue, downloaded if need be.
     *
     * @param dataset its name: {@code tinyshakespeare}
     * @throws DataException if it is not to be had
     */
    Path text(String dataset);

    /**
     * Returns a file of a data set of the program's catalogue, downloaded if need be.
     *
     * @param dataset its name: {@code mnist}
     * @param file one of its files
     * @throws DataException if it is not to be had
     */
    Path file(String dataset, String file);
}
