// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of content, piece by piece. */
public final class ContentDigest {

    private final MessageDigest digest = sha256();

    /** Adds a text in UTF-8 and a zero byte behind it, so that no two lists of texts run together alike. */
    public ContentDigest add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return this;
    }

    /** Adds bytes as they are. */
    public ContentDigest add(byte[] bytes) {
        digest.update(bytes);
        return this;
    }

    /** Returns the SHA-256 of all that was added, in lower-case hexadecimal digits, and starts anew. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Returns a fresh SHA-256 for content that comes in buffers. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every JDK has SHA-256", absent);
        }
    }
}
