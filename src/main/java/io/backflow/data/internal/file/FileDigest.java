// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.DataException;
import io.backflow.data.internal.sequence.ContentDigest;
import io.backflow.setting.internal.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;

/** The SHA-256 of files, one after the other: of one file what {@code sha256sum} says. */
final class FileDigest {

    private static final int BUFFER = 1 << 16;

    private FileDigest() {}

    /** Of several files the names count too, so that none can be moved between parts unseen. */
    static String of(Collection<Path> files) {
        MessageDigest digest = ContentDigest.sha256();
        for (Path file : files) {
            if (files.size() > 1) {
                digest.update(String.valueOf(file.getFileName()).getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            add(file, digest);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(Path file, MessageDigest digest) {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        } catch (IOException failure) {
            throw new DataException("cannot read data: " + FileFailure.describe(failure), failure);
        }
    }
}
