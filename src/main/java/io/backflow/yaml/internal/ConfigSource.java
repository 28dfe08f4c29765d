// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The text of one configuration under the name by which the user knows it. */
public final class ConfigSource {

    /** In bytes. A configuration of this size is a mistake: a data set, say. */
    public static final int LARGEST = 1 << 20;

    /** What YAML 1.2 takes for the end of a line. */
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    private final String name;
    private final String text;
    private final List<String> lines;

    private ConfigSource(String name, String text) {
        this.name = name;
        // A byte order mark is no part of the text.
        this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        this.lines = List.of(LINE_END.split(this.text, -1));
    }

    /**
     * Reads a file.
     *
     * @throws ConfigException if it is missing, unreadable, a directory, too large or not UTF-8 text
     */
    static ConfigSource read(Path file) {
        String name = file.toString();
        try {
            if (Files.isDirectory(file)) {
                throw unusable(name, "is a directory, not a configuration file");
            }
            return decode(name, bytes(file, name));
        } catch (NoSuchFileException e) {
            throw unusable(name, "no such file");
        } catch (AccessDeniedException e) {
            throw unusable(name, "permission to read denied");
        } catch (FileSystemException e) {
            // Its message would repeat the name of the file.
            throw unusable(name, "cannot be read: " + e.getReason());
        } catch (IOException e) {
            throw unusable(name, "cannot be read: " + e.getMessage());
        }
    }

    /**
     * Takes a text that is no file.
     *
     * @throws ConfigException if it is too large
     */
    public static ConfigSource of(String name, String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > LARGEST) {
            throw tooLarge(name);
        }
        return new ConfigSource(name, text);
    }

    String name() {
        return name;
    }

    String text() {
        return text;
    }

    /** Returns a line, counted from 1, without its end. */
    String line(int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
    }

    /** Returns the position of a code point, counted from 0. */
    Position position(int codePoint) {
        String before = text.substring(0, text.offsetByCodePoints(0, codePoint));
        String[] linesBefore = LINE_END.split(before, -1);
        String last = linesBefore[linesBefore.length - 1];
        return new Position(linesBefore.length, last.codePointCount(0, last.length()) + 1);
    }

    /** Stops reading at the limit: the size that a file system states may be wrong, as for a pipe. */
    private static byte[] bytes(Path file, String name) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw tooLarge(name);
            }
            return bytes;
        }
    }

    private static ConfigSource decode(String name, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                throw unusable(name, "is not text: byte " + i + " is 0x00");
            }
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            int offset = in.position();
            throw unusable(name, String.format("is not UTF-8 text: byte %d is 0x%02X", offset, bytes[offset] & 0xFF));
        }
        return new ConfigSource(name, out.flip().toString());
    }

    private static ConfigException tooLarge(String name) {
        return unusable(name, "is larger than " + LARGEST + " bytes, too large for a configuration");
    }

    private static ConfigException unusable(String name, String message) {
        return new ConfigException(name, Problem.ofFile(message));
    }
}
