// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.run.internal.cluster.ClusterException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Sends the files of a run to the driver, piece by piece: of all runs that end at once no more is ever in the driver's
 * memory than {@value #PIECE} bytes each. Checkpoints stay.
 */
final class FileSender {

    /** The most bytes of a message. */
    static final int PIECE = 1 << 20;

    private static final String STATUS = "status.json";
    private static final String CHECKPOINTS = "checkpoint";

    private final Line line;
    private final long most;
    private List<Message.Piece> pieces = new ArrayList<>();
    private int held;

    /** @param most how many bytes the files of a run may have */
    FileSender(Line line, long most) {
        this.line = line;
        this.most = most;
    }

    /**
     * Sends them.
     *
     * @return how many files
     * @throws ClusterException if there is more than may be sent
     * @throws UnwantedException if the driver wants no more of it
     */
    int send(Path directory) throws IOException {
        List<Path> files = files(directory);
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        if (bytes > most) {
            throw new ClusterException(
                    "the run's files have " + bytes + " bytes, and " + Settings.MOST_BYTES + " allows " + most
                            + "; raise it, record less, or give --shared",
                    null);
        }
        for (Path file : files) {
            send(file, directory.relativize(file).toString().replace('\\', '/'));
        }
        flush();
        return files.size();
    }

    /** Returns what is sent; the file that says that a run is over comes last. */
    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> isSent(directory.relativize(file)))
                    .sorted(Comparator.comparing((Path file) -> file.endsWith(STATUS))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
    }

    private static boolean isSent(Path file) {
        String name = file.getFileName().toString();
        return !file.startsWith(CHECKPOINTS) && !name.equals(".lock") && !name.endsWith(".tmp");
    }

    private void send(Path file, String name) throws IOException {
        MessageDigest digest = DataPack.sha256();
        long offset = 0;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(PIECE);
            while (true) {
                digest.update(bytes);
                byte[] next = bytes.length < PIECE ? new byte[0] : in.readNBytes(PIECE);
                boolean last = next.length == 0;
                add(new Message.Piece(name, offset, bytes, last ? HexFormat.of().formatHex(digest.digest()) : ""));
                if (last) {
                    return;
                }
                offset += bytes.length;
                bytes = next;
            }
        }
    }

    private void add(Message.Piece piece) throws IOException {
        if (held + piece.bytes().length > PIECE) {
            flush();
        }
        pieces.add(piece);
        held += piece.bytes().length;
    }

    private void flush() throws IOException {
        if (!pieces.isEmpty()) {
            String answer = line.tell(new Message.Files(line.launch(), line.run(), line.attempt(), pieces));
            pieces = new ArrayList<>();
            held = 0;
            if (!answer.isEmpty()) {
                throw new UnwantedException(answer);
            }
        }
    }
}
