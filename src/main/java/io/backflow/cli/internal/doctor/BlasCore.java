// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Finds out for which processor OpenBLAS runs its kernels. It says so only while it is loaded and if an environment
 * variable was set before the process began, so that another process has to load it.
 */
public final class BlasCore {

    private static final Pattern CORE = Pattern.compile("(?m)^Core: (\\w+)");
    private static final int PATIENCE_SECONDS = 20;

    private BlasCore() {}

    /** Loads the library and nothing else. */
    public static void main(String... arguments) {
        Loader.load(openblas_nolapack.class);
    }

    /** Returns the processor's name, as {@code Prescott} or {@code SkylakeX}; empty if it cannot be found out. */
    static Optional<String> find() {
        try {
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xshare:auto",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx128m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    BlasCore.class.getName());
            builder.environment().put("OPENBLAS_VERBOSE", "2");
            return core(builder.redirectErrorStream(true).start());
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<String> core(Process process) throws IOException, InterruptedException {
        Thread end = new Thread(() -> kill(process), "backflow-doctor");
        end.setDaemon(true);
        end.start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return core(lines.lines().collect(Collectors.joining("\n")));
        } finally {
            process.waitFor();
            end.interrupt();
        }
    }

    static Optional<String> core(String printed) {
        Matcher core = CORE.matcher(printed);
        return core.find() ? Optional.of(core.group(1)) : Optional.empty();
    }

    private static void kill(Process process) {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Returns the finding: kernels without AVX on a processor that has vectors of 256 bits or more are slow.
     *
     * @param vectorBits how wide vectors of this processor are; 0 if that is not known
     */
    static Finding finding(Optional<String> core, int vectorBits) {
        String about = "OpenBLAS kernels";
        if (core.isEmpty()) {
            return Finding.ok(about, "not known: OpenBLAS did not say");
        }
        String name = core.get();
        boolean old = name.toLowerCase(Locale.ROOT).matches("prescott|core2|nehalem|penryn|dunnington|katmai|generic");
        if (!old || vectorBits == 128) {
            return Finding.ok(about, name);
        }
        String better = vectorBits == 512 ? "SKYLAKEX" : "HASWELL";
        return Finding.slow(
                about,
                name + ", a processor without AVX: OpenBLAS 0.3.19 does not know this one",
                "set the environment variable OPENBLAS_CORETYPE=" + better + " before Java starts, if /proc/cpuinfo"
                        + " lists " + (vectorBits == 512 ? "avx512f" : "avx2")
                        + "; products are up to 3 times as fast (docs/performance.md)");
    }
}
