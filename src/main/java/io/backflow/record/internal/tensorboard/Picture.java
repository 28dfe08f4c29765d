// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A small picture that becomes a PNG, without the JDK's desktop module.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rgb three bytes a pixel, row by row from the top
 * @see <a href="https://www.w3.org/TR/png-3/">Portable Network Graphics</a>
 */
record Picture(int width, int height, byte[] rgb) {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private static final int CHANNELS = 3;

    byte[] png() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        byte[] depthColourAndDefaults = {8, 2, 0, 0, 0};
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(depthColourAndDefaults)
                .array();
        chunk("IHDR", header, out);
        chunk("IDAT", compressed(), out);
        chunk("IEND", new byte[0], out);
        return out.toByteArray();
    }

    private static void chunk(String type, byte[] data, ByteArrayOutputStream out) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) crc.getValue())
                .array());
    }

    /** Compresses the rows, before each of which stands that it is not filtered. */
    private byte[] compressed() {
        int row = width * CHANNELS;
        byte[] rows = new byte[(row + 1) * height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(rgb, y * row, rows, y * (row + 1) + 1, row);
        }
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(rows);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 13];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
