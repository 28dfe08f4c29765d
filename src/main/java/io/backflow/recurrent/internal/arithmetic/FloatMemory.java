// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** Off-heap floats. */
public final class FloatMemory extends Memory<float[]> {

    /** Columns of a matrix are copied with what is between them, up to so many times as much in all. */
    private static final int MOST_STRIDE = 16;

    private final ByteBuffer bytes;
    private final FloatBuffer floats;

    FloatMemory(long length) {
        this(new FloatPointer(length + ALIGNMENT_BYTES / Float.BYTES), length);
    }

    private FloatMemory(FloatPointer owned, long length) {
        this(owned, (-owned.address() & (ALIGNMENT_BYTES - 1)) / Float.BYTES, length);
    }

    private FloatMemory(FloatPointer pointer, long start, long length) {
        super(pointer, start, length);
        bytes = new Pointer(pointer)
                .position(start * Float.BYTES)
                .limit((start + length) * Float.BYTES)
                .asByteBuffer();
        floats = bytes.asFloatBuffer();
    }

    /** Returns a view of {@code length} floats that somebody else owns, from the address of {@code owner} on. */
    public static FloatMemory view(Pointer owner, long length) {
        FloatPointer pointer = new FloatPointer(owner);
        pointer.position(0).capacity(length).limit(length);
        return new FloatMemory(pointer, 0, length);
    }

    @Override
    public void get(long offset, float[] to, int toOffset, int count) {
        floats.get((int) offset, to, toOffset, count);
    }

    @Override
    public void put(long offset, float[] from, int fromOffset, int count) {
        floats.put((int) offset, from, fromOffset, count);
    }

    @Override
    public void gather(long offset, long rowStride, long columnStride, int rows, int columns, float[] to) {
        if (rowStride == 1 && columnStride >= rows && columnStride <= MOST_STRIDE * (long) rows) {
            gatherTransposed(offset, (int) columnStride, rows, columns, to);
            return;
        }
        int next = 0;
        for (int r = 0; r < rows; r++) {
            int at = (int) (offset + r * rowStride);
            for (int c = 0; c < columns; c++) {
                to[next++] = floats.get(at);
                at += (int) columnStride;
            }
        }
        used();
    }

    /** Reads a column-major matrix, as a step in ND4J's order 'f' is: one copy, turned on the heap. */
    private void gatherTransposed(long offset, int stride, int rows, int columns, float[] to) {
        float[] columnMajor = new float[(columns - 1) * stride + rows];
        floats.get((int) offset, columnMajor, 0, columnMajor.length);
        used();
        int c = 0;
        for (; c <= columns - 4; c += 4) {
            turnFour(columnMajor, c * stride, stride, rows, columns, to, c);
        }
        for (; c < columns; c++) {
            int from = c * stride;
            for (int r = 0; r < rows; r++) {
                to[r * columns + c] = columnMajor[from + r];
            }
        }
    }

    /** Four columns at a time, so that what is written lies side by side. */
    private static void turnFour(float[] from, int start, int stride, int rows, int columns, float[] to, int column) {
        int at = column;
        for (int i = start; i < start + rows; i++) {
            to[at] = from[i];
            to[at + 1] = from[i + stride];
            to[at + 2] = from[i + 2 * stride];
            to[at + 3] = from[i + 3 * stride];
            at += columns;
        }
    }

    @Override
    public void scatter(float[] from, long offset, long rowStride, long columnStride, int rows, int columns) {
        int next = 0;
        for (int r = 0; r < rows; r++) {
            int at = (int) (offset + r * rowStride);
            for (int c = 0; c < columns; c++) {
                floats.put(at, from[next++]);
                at += (int) columnStride;
            }
        }
        used();
    }

    @Override
    public double at(long index) {
        return floats.get((int) index);
    }

    @Override
    public void set(long index, double value) {
        floats.put((int) index, (float) value);
    }

    @Override
    ByteBuffer bytes() {
        return bytes;
    }

    @Override
    int bytesPerNumber() {
        return Float.BYTES;
    }
}
