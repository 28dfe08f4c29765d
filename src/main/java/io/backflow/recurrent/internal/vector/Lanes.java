// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The width of the vectors, and how many of them make a tile; constants, for the JIT to compile for.
 *
 * <p>A tile is a few rows of {@link #VECTORS} vectors. With those of a row of the right factor and one broadcast number
 * they must fit the registers: 32 with 512 bits or on AArch64, else 16.
 */
final class Lanes {

    /** System property that forces 128, 256 or 512 bits, for tests. */
    static final String BITS = "io.backflow.vector.bits";

    static final VectorSpecies<Float> SPECIES = species(Integer.getInteger(BITS, 0));

    /** The same for the bits of floats. */
    static final VectorSpecies<Integer> BITS_SPECIES = SPECIES.withLanes(int.class);

    /** How many floats a vector has. */
    static final int LENGTH = SPECIES.length();

    /** How many vectors a row of a tile has. */
    static final int VECTORS = manyRegisters() ? 4 : 3;

    /** How many floats a row of a tile has. */
    static final int WIDTH = VECTORS * LENGTH;

    private Lanes() {}

    private static VectorSpecies<Float> species(int bits) {
        return bits == 0 ? FloatVector.SPECIES_PREFERRED : VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
    }

    private static boolean manyRegisters() {
        return SPECIES.vectorBitSize() == 512
                || System.getProperty("os.arch", "").equals("aarch64");
    }
}
