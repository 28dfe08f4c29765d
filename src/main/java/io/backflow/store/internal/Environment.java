// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import io.backflow.data.SequenceData;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;

/** What a result depends on beside its configuration: the program, the machine, the data. */
public final class Environment {

    static final String FILE = "environment.json";
    private static final String DATA = "data";

    private Environment() {}

    /**
     * Describes it, for the file.
     *
     * @param data by the label of its task
     */
    public static Map<String, Object> describe(Map<String, SequenceData> data) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("backflow", Versions.backflow());
        map.put("deeplearning4j", Versions.deeplearning4j());
        map.put("backend", Nd4j.getBackend().getClass().getSimpleName());
        map.put("blas", String.valueOf(Nd4j.factory().blas().getBlasVendor()));
        map.put("nativeThreadsPerRun", 1);
        map.put("java", Runtime.version().toString());
        map.put("vm", System.getProperty("java.vm.name"));
        map.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        map.put("architecture", System.getProperty("os.arch"));
        map.put("processors", Runtime.getRuntime().availableProcessors());
        map.put("maxHeapBytes", Runtime.getRuntime().maxMemory());
        Map<String, Object> sets = new LinkedHashMap<>();
        data.forEach((task, set) -> sets.put(task, set.provenance()));
        map.put(DATA, sets);
        return map;
    }

    /** Returns whether what was written in a directory was about the same data. */
    static boolean hasSameData(Path directory, Map<String, Object> environment) {
        Path file = directory.resolve(FILE);
        try {
            return Files.isRegularFile(file) && data(Json.readObject(file)).equals(data(environment));
        } catch (UncheckedIOException e) {
            return false; // not whole, so not a run's
        }
    }

    /** As text, since numbers come back from a file as other types. */
    private static String data(Map<String, Object> environment) {
        Object data = environment.get(DATA);
        return data instanceof Map<?, ?> ? Json.pretty(Json.object(environment, DATA)) : "";
    }
}
