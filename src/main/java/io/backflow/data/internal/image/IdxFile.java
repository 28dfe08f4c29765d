// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.image;

import io.backflow.data.DataException;
import io.backflow.setting.internal.FileFailure;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An array of unsigned bytes in the IDX form of MNIST, packed by gzip or not.
 *
 * @param shape sizes of its dimensions
 * @param bytes its content, the last dimension fastest
 */
@SuppressWarnings("ArrayRecordComponent") // shared, not compared
record IdxFile(int[] shape, byte[] bytes) {

    private static final int UNSIGNED_BYTES = 0x08;
    private static final int MAX_DIMENSIONS = 4;
    private static final int GZIP = 0x1f8b;

    /**
     * Reads a file.
     *
     * @param dimensions how many it must have
     * @throws DataException if it is not such a file, is cut off, or goes on after its end
     */
    static IdxFile read(Path file, int dimensions) {
        try (DataInputStream in = new DataInputStream(open(file))) {
            int magic = in.readInt();
            if (magic != (UNSIGNED_BYTES << 8 | dimensions)) {
                throw DataException.in(
                        file,
                        String.format(
                                "the magic number must be 0x%08X (unsigned bytes, %d dimensions), got 0x%08X%s",
                                UNSIGNED_BYTES << 8 | dimensions, dimensions, magic, meant(magic)));
            }
            int[] shape = new int[dimensions];
            long size = 1;
            for (int i = 0; i < dimensions; i++) {
                shape[i] = in.readInt();
                size = shape[i] < 1 || size > Integer.MAX_VALUE ? -1 : size * shape[i];
                if (size < 0 || size > Integer.MAX_VALUE - 8) {
                    throw DataException.in(file, "has a size that cannot be: " + Arrays.toString(shape));
                }
            }
            byte[] bytes = in.readNBytes((int) size);
            if (bytes.length < size) {
                throw DataException.in(
                        file,
                        "is cut off: " + Arrays.toString(shape) + " needs " + size + " bytes, and there are "
                                + bytes.length);
            }
            if (in.read() >= 0) {
                throw DataException.in(file, "goes on after the " + size + " bytes of " + Arrays.toString(shape));
            }
            return new IdxFile(shape, bytes);
        } catch (EOFException | ZipException broken) {
            throw new DataException(file + ": is damaged or cut off: " + broken.getMessage(), broken);
        } catch (IOException failure) {
            throw new DataException("cannot read data: " + FileFailure.describe(failure), failure);
        }
    }

    private static String meant(int magic) {
        int dimensions = magic & 0xff;
        return magic >>> 8 == UNSIGNED_BYTES && dimensions >= 1 && dimensions < MAX_DIMENSIONS
                ? "; are images and labels mixed up?"
                : "";
    }

    private static InputStream open(Path file) throws IOException {
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file));
        in.mark(2);
        int first = in.read() << 8 | in.read();
        in.reset();
        try {
            return first == GZIP ? new BufferedInputStream(new GZIPInputStream(in)) : in;
        } catch (IOException failure) {
            in.close();
            throw failure;
        }
    }

    /** Returns one value of 0..255. */
    int at(int index) {
        return bytes[index] & 0xff;
    }
}
