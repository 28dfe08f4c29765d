// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import io.backflow.data.DataException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where data sets are fetched from: each from its publisher, or all from one place with the cache's layout. */
public final class Mirror {

    /** Each from its publisher. */
    public static final Mirror PUBLISHER = new Mirror(null);

    private final @Nullable URI root;

    private Mirror(@Nullable URI root) {
        this.root = root;
    }

    /**
     * Returns the mirror at an address or in a folder.
     *
     * @param place {@code https://HOST/PATH}, {@code http://HOST/PATH} or a folder
     * @throws DataException if there is no such folder, or the address is none
     */
    public static Mirror at(String place) {
        String lower = place.toLowerCase(Locale.ROOT);
        try {
            if (lower.startsWith("http://") || lower.startsWith("https://")) {
                return new Mirror(URI.create(place.endsWith("/") ? place : place + "/"));
            }
            Path folder = lower.startsWith("file:") ? Path.of(URI.create(place)) : Path.of(place);
            if (Files.isDirectory(folder)) {
                return new Mirror(folder.toAbsolutePath().toUri());
            }
        } catch (IllegalArgumentException refused) {
            throw new DataException("'" + place + "' is neither a folder nor an http or https address", refused);
        }
        throw new DataException(
                "there is no folder '" + place + "'; a mirror is a folder, or an http or https address");
    }

    /** Whether each data set comes from its publisher. */
    boolean isPublisher() {
        return root == null;
    }

    /** Returns where a file comes from. */
    URI source(RemoteFile file) {
        return root == null ? file.source() : root.resolve(file.dataset() + "/").resolve(file.name());
    }
}
