// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import io.backflow.data.internal.sequence.ContentDigest;
import io.backflow.data.internal.source.Utf8Text;
import java.util.List;

/**
 * A text as it was found: one file, or the three parts of a corpus.
 *
 * @param source where it is from, for messages and the record of a run
 * @param parts one text, or training, validation and test
 */
record Text(String source, List<Utf8Text> parts) {

    Text {
        parts = List.copyOf(parts);
    }

    boolean isSplit() {
        return parts.size() > 1;
    }

    /** Returns the SHA-256 of the files one after the other, without byte order marks. */
    String sha256() {
        ContentDigest digest = new ContentDigest();
        parts.forEach(part -> digest.add(part.bytes()));
        return digest.hex();
    }
}
