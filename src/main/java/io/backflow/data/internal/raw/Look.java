// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.raw;

import io.backflow.data.DataException;
import io.backflow.setting.internal.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a glance at a file shows: its name and its first bytes. */
public final class Look {

    /** Enough for many lines of most files, and for a few of those whose lines are long. */
    static final int BYTES = 1 << 18;

    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final Path path;
    private final boolean directory;
    private final byte[] head;
    private final boolean whole;
    private final String text;

    private Look(Path path, boolean directory, byte[] head, boolean whole) {
        this.path = path;
        this.directory = directory;
        this.head = head;
        this.whole = whole;
        String decoded = new String(head, StandardCharsets.UTF_8);
        this.text = decoded.startsWith(BYTE_ORDER_MARK) ? decoded.substring(1) : decoded;
    }

    /**
     * Looks at a file or a folder.
     *
     * @throws DataException if it is missing, unreadable or empty
     */
    public static Look at(Path path) {
        if (Files.isDirectory(path)) {
            return new Look(path, true, new byte[0], true);
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] head = in.readNBytes(BYTES);
            if (head.length == 0) {
                throw DataException.in(path, "the file is empty");
            }
            return new Look(path, false, head, in.read() < 0);
        } catch (IOException failure) {
            throw new DataException("cannot read data: " + FileFailure.describe(failure), failure);
        }
    }

    /** Returns the file. */
    public Path path() {
        return path;
    }

    /** Whether it is a folder, which has no bytes. */
    public boolean isDirectory() {
        return directory;
    }

    /** Returns the first bytes. */
    public byte[] head() {
        return head.clone();
    }

    /** Whether the file has no more bytes than the head. */
    public boolean isWhole() {
        return whole;
    }

    /** Whether the file's name ends so, in any case: {@code .ts}. */
    public boolean endsWith(String ending) {
        return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /** Whether the head is no text in UTF-8 by its first bytes, or has a zero byte. */
    public boolean isBinary() {
        return Encodings.notText(head) != null;
    }

    /**
     * Requires a text.
     *
     * @throws DataException that says what the file is instead
     */
    public void requireText() {
        String kind = Encodings.notText(head);
        if (kind != null) {
            throw DataException.in(path, kind);
        }
    }

    /** Returns the lines of the head as UTF-8, without the last if the file goes on after it. */
    public List<String> lines() {
        int end = whole ? text.length() : text.lastIndexOf('\n') + 1;
        return text.substring(0, end == 0 ? text.length() : end).lines().toList();
    }
}
