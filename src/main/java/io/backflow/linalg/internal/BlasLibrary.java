// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

import java.util.function.IntSupplier;
import org.bytedeco.openblas.global.openblas;

/**
 * The OpenBLAS that nd4j-native brings and ND4J has loaded: whether it is there, and how many threads it uses.
 *
 * <p>This class loads without it too.
 */
public final class BlasLibrary {

    /** Calls in progress that want one thread. */
    private static int single;

    /** How many threads there are to be when none of them is left; -1 if ND4J has not set it yet, and will. */
    private static int threadsAfter;

    private BlasLibrary() {}

    /** Returns whether the library can be loaded. */
    public static boolean isAvailable() {
        try {
            Class.forName("org.bytedeco.openblas.global.openblas", true, BlasLibrary.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    /** Returns how many threads a product may use. */
    public static synchronized int threads() {
        return single > 0 ? threadsAfter : openblas.blas_get_num_threads();
    }

    /** Sets how many threads a product may use, for the whole process. */
    public static synchronized void setThreads(int threads) {
        if (single > 0) {
            threadsAfter = threads;
        } else {
            openblas.blas_set_num_threads(threads);
        }
    }

    /**
     * Runs a call in one thread, so that its last bits do not depend on how many there are, and returns what it
     * returns.
     */
    static int inOneThread(IntSupplier call) {
        beginSingle();
        try {
            return call.getAsInt();
        } finally {
            endSingle();
        }
    }

    private static synchronized void beginSingle() {
        if (single == 0) {
            threadsAfter = openblas.blas_get_num_threads();
            if (threadsAfter != 1) {
                openblas.blas_set_num_threads(1);
            }
        }
        single++;
    }

    private static synchronized void endSingle() {
        single--;
        if (single == 0 && threadsAfter > 1) {
            openblas.blas_set_num_threads(threadsAfter);
        }
    }
}
