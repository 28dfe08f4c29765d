// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import io.backflow.data.SequenceData;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a result depends on beside its configuration: the program, the machine, the data.
 *
 * @param backflow version of the program
 * @param deeplearning4j version of DL4J
 * @param backend of ND4J
 * @param blas the library for linear algebra
 * @param nativeThreadsPerRun how many threads the backend uses in a run
 * @param java version of the runtime
 * @param vm name of the virtual machine
 * @param os name and version of the operating system
 * @param architecture of the processor
 * @param processors how many there are
 * @param maxHeapBytes most memory that the virtual machine takes
 * @param data what the data says of its origin, by the label of its task
 */
public record Environment(
        String backflow,
        String deeplearning4j,
        String backend,
        String blas,
        int nativeThreadsPerRun,
        String java,
        String vm,
        String os,
        String architecture,
        int processors,
        long maxHeapBytes,
        Map<String, Map<String, Object>> data) {

    static final String FILE = "environment.json";

    /**
     * Describes it.
     *
     * @param data by the label of its task
     */
    public static Environment describe(Map<String, SequenceData> data) {
        Map<String, Map<String, Object>> origins = new LinkedHashMap<>();
        data.forEach((task, set) -> origins.put(task, set.provenance()));
        return new Environment(
                Versions.backflow(),
                Versions.deeplearning4j(),
                Nd4j.getBackend().getClass().getSimpleName(),
                String.valueOf(Nd4j.factory().blas().getBlasVendor()),
                1,
                Runtime.version().toString(),
                System.getProperty("java.vm.name"),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory(),
                origins);
    }

    /** Returns the same environment with other words on the data. */
    public Environment with(Map<String, Map<String, Object>> newData) {
        return new Environment(
                backflow,
                deeplearning4j,
                backend,
                blas,
                nativeThreadsPerRun,
                java,
                vm,
                os,
                architecture,
                processors,
                maxHeapBytes,
                newData);
    }

    /** The part of the file that a run may not differ in. */
    private record Data(Map<String, Object> data) {}

    /** Returns whether what was written in a directory was about the same data. */
    boolean hasSameDataAs(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            // As text, since numbers come back from a file as other types.
            return Files.isRegularFile(file)
                    && Json.pretty(Json.read(file, Data.class).data()).equals(Json.pretty(data));
        } catch (UncheckedIOException e) {
            return false; // not whole, so not a run's
        }
    }

    /**
     * Says in what the data of the tasks that both have differs from what was written in a directory; empty if in
     * nothing.
     */
    public Optional<String> dataDifference(Path directory) {
        Map<String, Object> held;
        try {
            held = Json.read(directory.resolve(FILE), Data.class).data();
        } catch (UncheckedIOException e) {
            return Optional.of("its " + FILE + " cannot be read");
        }
        return data.entrySet().stream()
                .filter(own -> held.containsKey(own.getKey()))
                .flatMap(own -> difference(own.getKey(), held.get(own.getKey()), own.getValue()).stream())
                .findFirst();
    }

    private static Optional<String> difference(String task, @Nullable Object held, Map<String, Object> own) {
        if (!(held instanceof Map<?, ?> before)) {
            return Optional.of("the data of " + task + " is not described");
        }
        Set<Object> keys = new LinkedHashSet<>(before.keySet());
        keys.addAll(own.keySet());
        return keys.stream()
                .filter(key -> !text(before.get(key)).equals(text(own.get(key))))
                .findFirst()
                .map(key -> "of the data of " + task + " " + key + " was " + text(before.get(key)) + " and is "
                        + text(own.get(key)));
    }

    /** As text, since numbers come back from a file as other types. */
    private static String text(@Nullable Object value) {
        return value == null ? "not there" : Json.pretty(value).strip();
    }
}
