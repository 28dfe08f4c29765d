package io.backflow.experiment;

import io.backflow.data.sequence.SequenceData;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;

/** What a result depends on beside its configuration: the program, the machine, the data. */
final class Environment {

    private Environment() {}

    static Map<String, Object> describe(Collection<SequenceData> data) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("backflow", versionOf(Environment.class));
        map.put("deeplearning4j", versionOf(org.deeplearning4j.nn.api.Model.class));
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
        data.forEach(set -> sets.put(set.name(), set.provenance()));
        map.put("data", sets);
        return map;
    }

    private static String versionOf(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
