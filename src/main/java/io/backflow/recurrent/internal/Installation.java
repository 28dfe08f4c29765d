// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal;

import io.backflow.linalg.internal.BlasLibrary;
import io.backflow.model.internal.ModelView;
import io.backflow.recurrent.LayerReport;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.internal.layer.LayerSwap;
import io.backflow.recurrent.internal.vector.VectorModule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Swaps the layers of a whole network, for {@link RecurrentLayers}, and reports what became of them. */
public final class Installation {

    private static final Logger log = LoggerFactory.getLogger(RecurrentLayers.class);

    private static final String HINT =
            "; those of floats run on vectors, and in several threads, with java --add-modules " + VectorModule.NAME;

    private static final AtomicBoolean told = new AtomicBoolean();

    private static final AtomicBoolean toldOfOpenMp = new AtomicBoolean();

    private Installation() {}

    /** Swaps all layers; returns what became of each that is, or might have been, the engine's. */
    public static List<LayerReport> apply(ModelView network, LayerSwap swap) {
        List<LayerReport> reports = new ArrayList<>();
        network.replaceLayers((layer, name) -> swap.replace(layer, name, reports));
        network.replaceVertices(vertex -> swap.replace(vertex, reports));
        return reports;
    }

    /** Returns what about this host or network keeps all layers Deeplearning4j's; empty if nothing does. */
    public static String hostProblem(DataType type) {
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            return "the network computes in " + type + ", the engine in FLOAT and DOUBLE";
        }
        String backend = Nd4j.getBackend().getClass().getSimpleName();
        if (!backend.equals("CpuBackend")) {
            return "the backend is " + backend + ", the engine runs on CpuBackend";
        }
        if (!BlasLibrary.isAvailable()) {
            return "org.bytedeco:openblas is not on the class path";
        }
        return "";
    }

    /** Says once that threads of OpenMP will be in the way of the layers' own, if they will. */
    public static void tellOfOpenMp(int threads) {
        boolean inTheWay = threads > 1 && BlasLibrary.isAvailable() && openMpThreads() > 1;
        if (inTheWay && toldOfOpenMp.compareAndSet(false, true)) {
            log.info(
                    "Recurrent layers use {} threads; those of ND4J wait for work on the processors:"
                            + " OMP_NUM_THREADS=1 in the environment leaves these to the layers",
                    threads);
        }
    }

    private static int openMpThreads() {
        return NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
    }

    public static List<LayerReport> tell(List<LayerReport> reports) {
        if (BlasLibrary.isAvailable() && told.compareAndSet(false, true)) {
            if (System.getenv("OMP_NUM_THREADS") == null && System.getenv("OPENBLAS_NUM_THREADS") == null) {
                BlasLibrary.setThreads(1);
            }
            VectorModule.products()
                    .ifPresentOrElse(
                            products -> log.info("Recurrent layers run on {}", products),
                            () -> log.info(
                                    "Recurrent layers run on OpenBLAS with {} thread(s){}",
                                    BlasLibrary.threads(),
                                    VectorModule.isMissing() ? HINT : ""));
        }
        for (LayerReport report : reports) {
            if (report.installed()) {
                log.debug("Recurrent layer {}", report);
            } else {
                log.warn("Recurrent layer {}: it runs on Deeplearning4j's own implementation", report);
            }
        }
        return List.copyOf(reports);
    }
}
