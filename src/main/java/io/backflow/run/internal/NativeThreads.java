// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits ND4J and its BLAS to one native thread a run.
 *
 * <p>The matrices of a recurrent step are small: a second OpenMP thread makes them 1.1 to 10 times slower as soon as
 * the machine does anything else. Runs side by side use the cores better.
 */
public final class NativeThreads {

    private static final Logger log = LoggerFactory.getLogger(NativeThreads.class);

    private NativeThreads() {}

    /** Sets the limit for the whole process; harmless if called again. */
    public static synchronized void limitToOne() {
        Nd4j.getEnvironment().setMaxThreads(1);
        Nd4j.getEnvironment().setMaxMasterThreads(1);
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
        Nd4j.getBlasWrapper(); // loaded before its own limit is set
        Nd4j.factory().blas().setMaxThreads(1);
        log.debug(
                "One native thread a run; BLAS vendor {}", Nd4j.factory().blas().getBlasVendor());
    }
}
