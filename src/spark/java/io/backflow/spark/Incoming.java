// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.store.internal.AtomicFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The files of one attempt as they come in, in a folder of their own beside the runs. */
final class Incoming {

    private final Path folder;
    private final List<Path> whole = new ArrayList<>();
    private MessageDigest digest = DataPack.sha256();

    Incoming(Path folder) {
        this.folder = folder;
    }

    /** Returns where they are, half or whole. */
    Path folder() {
        return folder;
    }

    /** Returns how many are complete. */
    int files() {
        return whole.size();
    }

    /** Adds the next bytes of a file. */
    void add(Message.Piece piece) throws IOException {
        Path file = folder.resolve(piece.file()).normalize();
        if (!file.startsWith(folder) || file.equals(folder)) {
            throw new IOException("a run has no file " + piece.file());
        }
        Files.createDirectories(file.getParent());
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            if (open.length() != piece.offset()) {
                throw new IOException(file + " has " + open.length() + " bytes, and " + piece.offset()
                        + " were before those that came");
            }
            open.seek(piece.offset());
            open.write(piece.bytes());
        }
        digest.update(piece.bytes());
        if (!piece.sha256().isEmpty()) {
            String own = HexFormat.of().formatHex(digest.digest()); // which begins anew
            if (!own.equals(piece.sha256())) {
                throw new IOException(file + " came with the SHA-256 " + own + " and was sent with " + piece.sha256());
            }
            whole.add(file);
        }
    }

    /** Hands all files to the disk, and returns where they are. */
    Path synced() {
        AtomicFiles.syncedLengths(whole);
        return folder;
    }
}
