// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

/**
 * The random generator of all data: SplitMix64, written out so that no JDK can change what a seed means.
 *
 * <p>Its raw numbers are those of {@link java.util.SplittableRandom}; the JDK promises neither those nor how it maps
 * them to a range, and a data set has to outlive a JDK.
 *
 * @see <a href="https://doi.org/10.1145/2714064.2660195">Steele, Lea and Flood, "Fast splittable pseudorandom number
 *     generators", OOPSLA 2014, Figure 16 with Stafford's variant 13 of the mixing function</a>
 */
public final class SplitMix {

    private static final long LOW_HALF = 0xffffffffL;
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    /** Creates the generator whose numbers are those of {@code new SplittableRandom(seed)}. */
    public SplitMix(long seed) {
        this.state = seed;
    }

    /**
     * Returns the generator of one place among many: a stream, its seed, an epoch, an index. Unequal keys, unequal
     * streams.
     */
    public static SplitMix at(long... keys) {
        long hash = 0;
        for (long key : keys) {
            hash = mix(hash ^ mix(key + GOLDEN_GAMMA)) + GOLDEN_GAMMA;
        }
        return new SplitMix(hash);
    }

    /** Returns 64 random bits. */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /**
     * Returns a number of 0..bound-1, each equally likely.
     *
     * @param bound at least 1
     */
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be at least 1, got " + bound);
        }
        // Lemire's multiply and shift: a product whose low half is below 2^32 mod bound would favour some results. That
        // remainder is below bound, so that one product in 2^32 / bound pays for a division.
        long product = (nextLong() >>> 32) * bound;
        if ((product & LOW_HALF) < bound) {
            long threshold = (1L << 32) % bound;
            while ((product & LOW_HALF) < threshold) {
                product = (nextLong() >>> 32) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    /** Returns a number of [0, 1), a multiple of 2^-24, so that it is exact in a float. */
    public float nextFloat() {
        return (nextLong() >>> 40) * 0x1p-24f;
    }

    /** Puts the numbers in an order of which all are equally likely (Fisher and Yates). */
    public void shuffle(int[] numbers) {
        for (int last = numbers.length - 1; last > 0; last--) {
            int other = nextInt(last + 1);
            int moved = numbers[last];
            numbers[last] = numbers[other];
            numbers[other] = moved;
        }
    }

    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
