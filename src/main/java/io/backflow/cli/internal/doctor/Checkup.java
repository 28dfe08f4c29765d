// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.doctor;

import io.backflow.data.internal.source.DataFiles;
import io.backflow.data.internal.source.DownloadProgress;
import io.backflow.linalg.internal.BlasLibrary;
import io.backflow.recurrent.internal.vector.VectorModule;
import io.backflow.store.internal.Versions;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.SLF4JServiceProvider;

/** Looks at everything. */
final class Checkup {

    private static final int JAVA = 17;
    private static final double MEGABYTE = 1 << 20;

    /** What DL4J, its natives and a small network need. */
    private static final double LEAST_HEAP = 512 * MEGABYTE;

    private static final double LEAST_SPACE = 1024 * MEGABYTE;

    private Checkup() {}

    static List<Finding> all(Map<String, String> environment) {
        List<Finding> findings = new ArrayList<>();
        findings.add(java(Runtime.version().feature()));
        findings.add(backend());
        int bits = vectorBits();
        findings.add(BlasCore.finding(BlasCore.find(), bits));
        findings.add(vectorModule(bits));
        findings.add(threads(environment));
        findings.add(memory(Runtime.getRuntime().maxMemory()));
        findings.add(folder("JavaCPP's cache", javaCppCache(), "set -Dorg.bytedeco.javacpp.cachedir=FOLDER"));
        findings.add(folder("data cache", dataCache(environment), "set XDG_CACHE_HOME, or give --data-dir"));
        findings.add(logging(bindings()));
        return findings;
    }

    static Finding java(int feature) {
        String value = Runtime.version() + ", " + System.getProperty("java.vm.name") + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch");
        return feature < JAVA ? Finding.wrong("Java", value, "install a JDK 17 or later") : Finding.ok("Java", value);
    }

    private static Finding backend() {
        try {
            String backend = Nd4j.getBackend().getClass().getSimpleName();
            String value = "Backflow " + Versions.backflow() + ", ND4J " + Versions.nd4j() + ", " + backend + ", "
                    + Nd4j.factory().blas().getBlasVendor();
            return backend.equals("CpuBackend") && BlasLibrary.isAvailable()
                    ? Finding.ok("backend", value)
                    : Finding.slow("backend", value, "layers are installed on the CPU backend nd4j-native only");
        } catch (RuntimeException | LinkageError e) {
            return Finding.wrong(
                    "backend",
                    "cannot be loaded: " + e,
                    "put nd4j-native-platform, or nd4j-native with this machine's classifier, on the class path");
        }
    }

    /** Returns the width of vectors that this virtual machine prefers; 0 without the module. */
    static int vectorBits() {
        try {
            Object species = Class.forName("jdk.incubator.vector.FloatVector")
                    .getField("SPECIES_PREFERRED")
                    .get(null);
            Object bits = Class.forName("jdk.incubator.vector.VectorSpecies")
                    .getMethod("vectorBitSize")
                    .invoke(species);
            return (int) bits;
        } catch (ReflectiveOperationException | LinkageError e) {
            return 0;
        }
    }

    private static Finding vectorModule(int bits) {
        if (VectorModule.products().isPresent()) {
            return Finding.ok("vectors", bits + " bits, " + VectorModule.NAME);
        }
        return VectorModule.isMissing()
                ? Finding.slow(
                        "vectors",
                        VectorModule.NAME + " is not loaded",
                        "start Java with --add-modules " + VectorModule.NAME + ", as bin/backflow does")
                : Finding.ok("vectors", "this JDK or processor has none that Backflow can use");
    }

    static Finding threads(Map<String, String> environment) {
        int processors = Runtime.getRuntime().availableProcessors();
        String given = environment.getOrDefault("OMP_NUM_THREADS", "");
        String value = processors + " processors" + (given.isEmpty() ? "" : ", OMP_NUM_THREADS=" + given);
        return given.isEmpty() || given.matches("[1-9][0-9]*")
                ? Finding.ok("threads", value)
                : Finding.slow("threads", value, "OMP_NUM_THREADS must be a number; unset it");
    }

    static Finding memory(long heap) {
        String value = Math.round(heap / MEGABYTE) + " MB of heap at most";
        return heap < LEAST_HEAP
                ? Finding.slow("memory", value, "start Java with -Xmx2g or more")
                : Finding.ok("memory", value);
    }

    private static Path javaCppCache() {
        try {
            return Loader.getCacheDir().toPath();
        } catch (IOException e) {
            return Path.of(System.getProperty("user.home"), ".javacpp", "cache");
        }
    }

    private static Path dataCache(Map<String, String> environment) {
        return DataFiles.of(null, environment, Path.of(System.getProperty("user.home")), DownloadProgress.NONE)
                .cacheDirectory();
    }

    /** Returns whether a folder, or the one that it would be made in, takes files. */
    static Finding folder(String about, Path folder, String remedy) {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            return Finding.wrong(about, folder + " cannot be written", "make " + there + " writable, or " + remedy);
        }
        try {
            long free = Files.getFileStore(there).getUsableSpace();
            String value = String.format(Locale.ROOT, "%s, %,d MB free", folder, Math.round(free / MEGABYTE));
            return free < LEAST_SPACE
                    ? Finding.slow(about, value, "make room, or " + remedy)
                    : Finding.ok(about, value);
        } catch (IOException e) {
            return Finding.ok(about, folder.toString());
        }
    }

    private static List<String> bindings() {
        List<String> found = new ArrayList<>();
        ServiceLoader.load(SLF4JServiceProvider.class).stream()
                .map(provider -> provider.type().getName())
                .distinct()
                .forEach(found::add);
        try { // those of slf4j before 2.0
            for (URL url : Collections.list(
                    Checkup.class.getClassLoader().getResources("org/slf4j/impl/StaticLoggerBinder.class"))) {
                found.add(url.toString());
            }
        } catch (IOException e) {
            return found;
        }
        return found;
    }

    static Finding logging(List<String> bindings) {
        String bound = LoggerFactory.getILoggerFactory().getClass().getName();
        if (bindings.isEmpty()) {
            return Finding.slow("logging", "no binding: nothing is logged", "put logback-classic on the class path");
        }
        return bindings.size() == 1
                ? Finding.ok("logging", bound)
                : Finding.slow(
                        "logging",
                        bindings.size() + " bindings, of which slf4j took " + bound + ": "
                                + String.join(", ", bindings),
                        "leave one on the class path");
    }
}
