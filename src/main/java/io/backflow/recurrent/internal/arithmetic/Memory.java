// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * A run of numbers outside the Java heap, where the matrix products read and write.
 *
 * <p>Offsets and lengths count numbers, not bytes. Loops work on heap arrays instead, because the JIT does not
 * vectorise access to such memory; {@link #get} and {@link #put} copy at the speed of memory.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public abstract class Memory<A> implements AutoCloseable {

    /** Room to align the start to a cache line, whatever malloc returns. */
    static final int ALIGNMENT_BYTES = 64;

    private final Pointer pointer;
    private final long start;
    private final long length;
    private @Nullable Object owner;

    Memory(Pointer pointer, long start, long length) {
        this.pointer = pointer;
        this.start = start;
        this.length = length;
    }

    /**
     * Keeps the owner of the memory, of which this is a view, from being collected and its memory from being freed with
     * it, as long as the view is in use: ND4J frees an array's memory once nobody refers to the array, and a pointer to
     * the memory does not.
     */
    public Memory<A> keeping(Object ofView) {
        owner = ofView;
        return this;
    }

    /** Ends the use of the memory by native code or a loop: up to here the owner lives. */
    @SuppressWarnings("ReachabilityFenceUsage") // after an exception there is no use to end
    final void used() {
        Reference.reachabilityFence(owner);
    }

    /** Returns how many numbers fit. */
    public long length() {
        return length;
    }

    /** Copies numbers to the heap. */
    public abstract void get(long offset, A to, int toOffset, int count);

    /** Copies numbers from the heap. */
    public abstract void put(long offset, A from, int fromOffset, int count);

    /** Reads a matrix of any strides into a dense row-major array. */
    public abstract void gather(long offset, long rowStride, long columnStride, int rows, int columns, A to);

    /** Writes a dense row-major array to a matrix of any strides. */
    public abstract void scatter(A from, long offset, long rowStride, long columnStride, int rows, int columns);

    /** Returns one number. */
    public abstract double at(long index);

    /** Sets one number, rounded to the type. */
    public abstract void set(long index, double value);

    /** Returns all numbers as bytes, sharing the memory. */
    abstract ByteBuffer bytes();

    abstract int bytesPerNumber();

    /** Copies numbers to another run, which must not overlap with this one. */
    public void copyTo(long offset, Memory<A> to, long toOffset, long count) {
        long size = bytesPerNumber();
        Pointer from = new Pointer(pointer).position(0);
        Pointer target = new Pointer(to.pointer).position(0);
        Pointer.memcpy(
                target.getPointer((to.start + toOffset) * size),
                from.getPointer((start + offset) * size),
                count * size);
        used();
        to.used();
    }

    /** Sets all numbers to 0. */
    public void clear() {
        Pointer.memset(movedTo(0), 0, length * bytesPerNumber());
        used();
    }

    /** Returns whether both runs have the same length and bit for bit the same content. */
    public boolean sameContent(Memory<A> other) {
        return length == other.length && bytes().mismatch(other.bytes()) < 0;
    }

    /** Returns the pointer, moved to an offset; the next call moves it again. */
    final Pointer movedTo(long offset) {
        return pointer.position(start + offset);
    }

    @Override
    public void close() {
        pointer.deallocate();
    }
}
