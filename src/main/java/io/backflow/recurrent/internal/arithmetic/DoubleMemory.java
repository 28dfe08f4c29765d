// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;

/** Off-heap doubles. */
public final class DoubleMemory extends Memory<double[]> {

    private final ByteBuffer bytes;
    private final DoubleBuffer doubles;

    DoubleMemory(long length) {
        this(new DoublePointer(length + ALIGNMENT_BYTES / Double.BYTES), length);
    }

    private DoubleMemory(DoublePointer owned, long length) {
        this(owned, (-owned.address() & (ALIGNMENT_BYTES - 1)) / Double.BYTES, length);
    }

    private DoubleMemory(DoublePointer pointer, long start, long length) {
        super(pointer, start, length);
        bytes = new Pointer(pointer)
                .position(start * Double.BYTES)
                .limit((start + length) * Double.BYTES)
                .asByteBuffer();
        doubles = bytes.asDoubleBuffer();
    }

    /** Returns a view of {@code length} doubles that somebody else owns, from the address of {@code owner} on. */
    public static DoubleMemory view(Pointer owner, long length) {
        DoublePointer pointer = new DoublePointer(owner);
        pointer.position(0).capacity(length).limit(length);
        return new DoubleMemory(pointer, 0, length);
    }

    @Override
    public void get(long offset, double[] to, int toOffset, int count) {
        doubles.get((int) offset, to, toOffset, count);
    }

    @Override
    public void put(long offset, double[] from, int fromOffset, int count) {
        doubles.put((int) offset, from, fromOffset, count);
    }

    @Override
    public void gather(long offset, long rowStride, long columnStride, int rows, int columns, double[] to) {
        if (rowStride == 1 && columnStride == rows) {
            gatherTransposed(offset, rows, columns, to);
            return;
        }
        int next = 0;
        for (int r = 0; r < rows; r++) {
            int at = (int) (offset + r * rowStride);
            for (int c = 0; c < columns; c++) {
                to[next++] = doubles.get(at);
                at += (int) columnStride;
            }
        }
        used();
    }

    /** Reads a dense column-major matrix, as a step in ND4J's order 'f' is: one copy, turned on the heap. */
    private void gatherTransposed(long offset, int rows, int columns, double[] to) {
        double[] turned = new double[rows * columns];
        doubles.get((int) offset, turned, 0, turned.length);
        used();
        for (int c = 0; c < columns; c++) {
            int from = c * rows;
            for (int r = 0; r < rows; r++) {
                to[r * columns + c] = turned[from + r];
            }
        }
    }

    @Override
    public void scatter(double[] from, long offset, long rowStride, long columnStride, int rows, int columns) {
        int next = 0;
        for (int r = 0; r < rows; r++) {
            int at = (int) (offset + r * rowStride);
            for (int c = 0; c < columns; c++) {
                doubles.put(at, from[next++]);
                at += (int) columnStride;
            }
        }
        used();
    }

    @Override
    public double at(long index) {
        return doubles.get((int) index);
    }

    @Override
    public void set(long index, double value) {
        doubles.put((int) index, value);
    }

    @Override
    ByteBuffer bytes() {
        return bytes;
    }

    @Override
    int bytesPerNumber() {
        return Double.BYTES;
    }
}
