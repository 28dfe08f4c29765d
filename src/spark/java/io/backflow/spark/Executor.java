// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a run was computed on, as {@code executor.json} has it.
 *
 * @param host name of the machine
 * @param id the executor's, as Spark numbers them
 * @param java version of the runtime
 * @param cpu the processor's name
 * @param vectors the widest of avx512f, avx2 and avx that the processor says it has; empty if none, or if it does not
 *     say
 * @param vectorBits how wide vectors the runtime prefers; 0 without the Vector API
 * @param products a fingerprint of the bits of some matrix products: processors on which it differs run other kernels
 *     of OpenBLAS, and results that rest on them may differ in the last bits
 * @param heapBytes the most memory that the virtual machine takes
 */
record Executor(
        String host,
        String id,
        String java,
        String cpu,
        String vectors,
        int vectorBits,
        String products,
        long heapBytes)
        implements Serializable {

    private static final Path CPUS = Path.of("/proc/cpuinfo");

    /** Describes this process. */
    static Executor describe(String id) {
        List<String> lines = cpuLines();
        return new Executor(
                hostName(),
                id,
                Runtime.version().toString(),
                value("model name", lines),
                vectors(value("flags", lines)),
                bits(),
                fingerprint(),
                Runtime.getRuntime().maxMemory());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    private static List<String> cpuLines() {
        try {
            return Files.isReadable(CPUS) ? Files.readAllLines(CPUS, StandardCharsets.UTF_8) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String value(String key, List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(key) && line.indexOf(':') > 0)
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    private static String vectors(String flags) {
        List<String> all = List.of(flags.split(" ", -1));
        return List.of("avx512f", "avx2", "avx").stream()
                .filter(all::contains)
                .findFirst()
                .orElse("");
    }

    private static int bits() {
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

    /** Sums of many terms, whose order is what kernels differ in; sizes that no block of a kernel divides. */
    private static String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Random random = new Random(17);
            for (int size : new int[] {5, 50, 203}) {
                INDArray product = matrix(random, 20, size).mmul(matrix(random, size, 3 * size + 1));
                for (float number : product.dup('c').reshape(product.length()).toFloatVector()) {
                    digest.update(ByteBuffer.allocate(Float.BYTES).putFloat(0, number));
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static INDArray matrix(Random random, int rows, int columns) {
        float[] numbers = new float[rows * columns];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return Nd4j.createFromArray(numbers).reshape('c', rows, columns);
    }
}
