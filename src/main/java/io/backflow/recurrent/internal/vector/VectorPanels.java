// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import static io.backflow.recurrent.internal.vector.Lanes.LENGTH;
import static io.backflow.recurrent.internal.vector.Lanes.VECTORS;
import static io.backflow.recurrent.internal.vector.Lanes.WIDTH;

import io.backflow.recurrent.internal.arithmetic.Panels;

/**
 * A matrix packed in panels, {@code [panel][inner][VECTORS x LENGTH]}.
 *
 * <p>A block of columns is cut into vectors, of which the last begins where it just ends with the block: what it shares
 * with the one before is computed twice, to the same bits, and no vector lies half outside. Where a block is narrower
 * than a vector, the product goes by way of a tile aside.
 */
final class VectorPanels implements Panels<float[]> {

    /**
     * Where the first panel is: an array too large for G1 to move begins at a border of a region with 16 bytes of
     * header, and so many floats after those no vector lies across a border of cache lines.
     */
    private static final int START = 12;

    private final int inner;
    private final int blocks;
    private final int columns;
    private final int vectorsPerBlock;
    private final int panels;
    private final float[] packed;

    VectorPanels(int inner, int blocks, int columns) {
        this.inner = inner;
        this.blocks = blocks;
        this.columns = columns;
        vectorsPerBlock = (columns + LENGTH - 1) / LENGTH;
        panels = (blocks * vectorsPerBlock + VECTORS - 1) / VECTORS;
        packed = new float[Math.addExact(START, Math.multiplyExact(panels * WIDTH, inner))];
    }

    private int block(int vector) {
        // The last panel is filled up with the last vector.
        return Math.min(vector / vectorsPerBlock, blocks - 1);
    }

    private int firstColumn(int vector) {
        int within = vector >= blocks * vectorsPerBlock ? vectorsPerBlock - 1 : vector % vectorsPerBlock;
        return Math.max(0, Math.min(within * LENGTH, columns - LENGTH));
    }

    @Override
    public void pack(int firstRow, int rows, float[] source, Layout from) {
        for (int vector = 0; vector < panels * VECTORS; vector++) {
            int start = START + vector / VECTORS * inner * WIDTH + vector % VECTORS * LENGTH + firstRow * WIDTH;
            int first = from.at(0, firstColumn(vector)) + block(vector) * from.block();
            int width = Math.min(LENGTH, columns);
            if (from.column() == 1) {
                RowCopies.copy(rows, width, source, first, from.inner(), packed, start, WIDTH);
            } else {
                transpose(rows, width, source, first, from, start);
            }
        }
    }

    private void transpose(int rows, int width, float[] source, int first, Layout from, int start) {
        for (int j = 0; j < width; j++) {
            int read = first + j * from.column();
            int write = start + j;
            for (int k = 0; k < rows; k++) {
                packed[write] = source[read];
                read += from.inner();
                write += WIDTH;
            }
        }
    }

    @Override
    public void multiply(int rows, int depth, float[] left, int offset, int stride, float[][] out) {
        RowTiles.Tile to = new RowTiles.Tile();
        to.stride = columns;
        for (int panel = 0; panel < panels; panel++) {
            if (columns < LENGTH) {
                multiplyNarrow(panel, rows, depth, left, offset, stride, out);
                continue;
            }
            for (int v = 0; v < VECTORS; v++) {
                int vector = panel * VECTORS + v;
                to.array[v] = out[block(vector)];
                to.offset[v] = firstColumn(vector);
            }
            multiply(panel, rows, depth, left, offset, stride, to);
        }
    }

    private void multiply(int panel, int rows, int depth, float[] left, int offset, int stride, RowTiles.Tile to) {
        int start = START + panel * inner * WIDTH;
        int tile;
        for (int row = 0; row < rows; row += tile) {
            tile = RowTiles.rows(rows - row);
            RowTiles.multiply(tile, depth, left, offset + row * stride, stride, packed, start, to, row);
        }
    }

    private void multiplyNarrow(int panel, int rows, int depth, float[] left, int offset, int stride, float[][] out) {
        float[] aside = new float[rows * WIDTH];
        RowTiles.Tile to = new RowTiles.Tile();
        to.stride = WIDTH;
        for (int v = 0; v < VECTORS; v++) {
            to.array[v] = aside;
            to.offset[v] = v * LENGTH;
        }
        multiply(panel, rows, depth, left, offset, stride, to);
        for (int v = 0; v < VECTORS; v++) {
            float[] block = out[block(panel * VECTORS + v)];
            for (int r = 0; r < rows; r++) {
                System.arraycopy(aside, r * WIDTH + v * LENGTH, block, r * columns, columns);
            }
        }
    }
}
