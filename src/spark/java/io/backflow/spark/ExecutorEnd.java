// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.run.internal.NativeThreads;
import io.backflow.run.internal.cluster.ClusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.network.util.JavaUtils;
import org.jspecify.annotations.Nullable;

/** What an executor has for all runs: its line to the driver, a folder of its own, the opened data. */
final class ExecutorEnd implements ExecutorPlugin {

    private static final String NATIVES = "org.bytedeco.javacpp.cachedir";
    private static final String DRIVER = "driver";

    private static volatile @Nullable ExecutorEnd current;

    private @Nullable PluginContext context;
    private @Nullable Path folder;
    private @Nullable Executor description;
    private final ExecutorData data = new ExecutorData(this);
    private final SharedFolder shared = new SharedFolder();

    /** Returns that of this process. */
    static ExecutorEnd current() {
        ExecutorEnd end = current;
        if (end == null) {
            throw new ClusterException("The plugin " + BackflowPlugin.class.getName() + " is not loaded", null);
        }
        return end;
    }

    @Override
    public void init(PluginContext given, Map<String, String> extra) {
        try {
            Path made = LocalFolder.make(given.conf());
            if (!isDriver(given) && System.getProperty(NATIVES) == null) {
                System.setProperty(NATIVES, made.resolve("natives").toString());
            }
            context = given;
            folder = made;
            current = this;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a folder on " + given.hostname() + ": " + e.getMessage(), e);
        }
    }

    private static boolean isDriver(PluginContext context) {
        return DRIVER.equals(context.executorID());
    }

    /** Returns the line to the driver. */
    PluginContext context() {
        return set(context);
    }

    /** Returns a folder that goes with the process. */
    Path folder() {
        return set(folder);
    }

    ExecutorData data() {
        return data;
    }

    SharedFolder shared() {
        return shared;
    }

    private static <T> T set(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("not initialised");
        }
        return value;
    }

    /** Returns how many cores, and so threads, a run has. */
    int coresPerRun() {
        return Settings.coresPerRun(conf());
    }

    SparkConf conf() {
        return context().conf();
    }

    /** Returns what this process is, which loads the natives when it is first asked. */
    synchronized Executor description() {
        if (description == null) {
            NativeThreads.limitToOne();
            description = Executor.describe(context().executorID());
        }
        return description;
    }

    /**
     * Requires what each run is to have.
     *
     * @throws ClusterException if the executor has less
     */
    void check(Common common) {
        String own = Runtime.version().toString();
        if (differs(own, common.java()) && !conf().getBoolean(Settings.OTHER_JAVA, false)) {
            throw new ClusterException(otherJava(own, common.java()), null);
        }
        if (!isDriver(context())) {
            long heap = Runtime.getRuntime().maxMemory();
            int cores =
                    conf().getInt("spark.executor.cores", Runtime.getRuntime().availableProcessors());
            checkMemory(heap, Math.max(1, cores / coresPerRun()), conf().get(Settings.MEMORY));
        }
        shared.check(common);
    }

    /** Later updates of one version mend faults, and leave the functions and data that results rest on as they are. */
    static boolean differs(String own, String drivers) {
        return Runtime.Version.parse(own).feature()
                != Runtime.Version.parse(drivers).feature();
    }

    static String otherJava(String own, String drivers) {
        return "it runs Java " + own + " and the driver Java " + drivers
                + ": their mathematical functions and names of languages may differ. Start both with one version, or"
                + " allow it with --spark-conf " + Settings.OTHER_JAVA + "=true";
    }

    static void checkMemory(long heap, int runs, String stated) {
        long each = heap / runs;
        // What the virtual machine keeps for itself is not counted against the user.
        if (each < JavaUtils.byteStringAsBytes(stated) * 0.85) {
            throw new ClusterException(
                    "its " + (heap >> 20) + " MiB are " + (each >> 20) + " MiB for each of " + runs + " runs side by"
                            + " side, and " + Settings.MEMORY + " asks for " + stated
                            + "; raise spark.executor.memory, or lower spark.executor.cores",
                    null);
        }
    }

    @Override
    public void shutdown() {
        Path own = folder;
        if (own != null) {
            FileUtils.deleteQuietly(own.toFile());
        }
        if (current == this) {
            current = null;
        }
    }
}
