// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

/**
 * The product of some rows with a panel of a packed matrix, all sums kept in registers.
 *
 * <p>Each accumulator is a local variable, because the JIT keeps no element of an array in a register. Each element is
 * one chain of fused multiply-adds over the inner index, whatever the tile.
 */
final class RowTiles {

    /** The vectors of a tile: vector v of row r is in {@code array[v]} from {@code offset[v] + r stride} on. */
    static final class Tile {
        final float[][] array = new float[Lanes.VECTORS][];
        final int[] offset = new int[Lanes.VECTORS];
        int stride;
    }

    private RowTiles() {}

    /** Returns how many rows the next tile should have, if {@code left} are left to do. */
    static int rows(int left) {
        if (Lanes.VECTORS == 4 && left >= 6 && left != 8) {
            return 6;
        }
        return left >= 4 ? 4 : 1;
    }

    /** Makes as many rows as {@link #rows} says, from {@code row} on. */
    static void multiply(
            int rows, int inner, float[] left, int offset, int stride, float[] panel, int start, Tile to, int row) {
        if (Lanes.VECTORS == 4) {
            switch (rows) {
                case 6 -> FourVectorTiles.tile6x4(inner, left, offset, stride, panel, start, to, row);
                case 4 -> FourVectorTiles.tile4x4(inner, left, offset, stride, panel, start, to, row);
                default -> FourVectorTiles.tile1x4(inner, left, offset, stride, panel, start, to, row);
            }
        } else if (rows == 4) {
            ThreeVectorTiles.tile4x3(inner, left, offset, stride, panel, start, to, row);
        } else {
            ThreeVectorTiles.tile1x3(inner, left, offset, stride, panel, start, to, row);
        }
    }
}
