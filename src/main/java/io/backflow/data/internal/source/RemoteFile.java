// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import java.net.URI;

/**
 * A file of the catalogue as its publisher serves it.
 *
 * @param dataset folder of the file in the cache and in a data directory
 * @param name name of the file there
 * @param source where the publisher serves it
 * @param bytes its size
 * @param sha256 SHA-256 of its content, in lower-case hexadecimal digits
 */
public record RemoteFile(String dataset, String name, URI source, long bytes, String sha256) {

    @Override
    public String toString() {
        return dataset + "/" + name;
    }
}
