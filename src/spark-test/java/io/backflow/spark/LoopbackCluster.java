// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import io.backflow.run.internal.cluster.ClusterOptions;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A standalone cluster of Spark on this machine's loopback address: a master and workers, each a process of its own.
 */
final class LoopbackCluster implements AutoCloseable {

    private static final Pattern STARTED = Pattern.compile("Starting Spark master at (spark://127\\.0\\.0\\.1:[0-9]+)");
    private static final String HOST = "127.0.0.1";
    private static final int PATIENCE_SECONDS = 60;

    private final Path folder;
    private final List<Process> workers = new ArrayList<>();
    private final Process master;
    private final String address;
    private final Thread hook = new Thread(this::kill);

    /** Starts a master and two workers of one core each. */
    LoopbackCluster(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        makeHome();
        Runtime.getRuntime().addShutdownHook(hook);
        Path log = folder.resolve("master.log");
        master = start(log, "master.Master", "--host", HOST, "--port", "0", "--webui-port", "0");
        address = await(log);
        addWorker();
        addWorker();
    }

    /** Executors are started from SPARK_HOME with what lies in jars/: Spark's own, and not ours. */
    private void makeHome() throws IOException {
        Path jars = Files.createDirectories(folder.resolve("home/jars"));
        for (String jar : sparkJars()) {
            Path file = Path.of(jar);
            Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
        }
    }

    /** Returns the jars of Spark and of what it needs. */
    static List<String> sparkJars() {
        Pattern ours =
                Pattern.compile(".*/(deeplearning4j|nd4j|datavec|javacpp|openblas|mkl|logback|junit|fastutil|archunit"
                        + "|assertj|surefire|picocli|protobuf-1\\.|jackson-1\\.|guava-1\\.|resources-1\\.)[^/]*\\.jar");
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> entry.endsWith(".jar") && !ours.matcher(entry).matches())
                .distinct()
                .toList();
    }

    private static String classPath() {
        return String.join(File.pathSeparator, sparkJars());
    }

    private Process start(Path log, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                "org.apache.spark.deploy." + main));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("SPARK_HOME", folder.resolve("home").toString());
        environment.put("SPARK_SCALA_VERSION", "2.13");
        environment.put("SPARK_LOCAL_IP", HOST);
        environment.put(
                "SPARK_LOCAL_DIRS",
                Files.createDirectories(folder.resolve("local")).toString());
        return builder.start();
    }

    private String await(Path log) throws IOException, InterruptedException {
        for (int i = 0; i < PATIENCE_SECONDS * 10; i++) {
            Matcher started = STARTED.matcher(Files.exists(log) ? Files.readString(log) : "");
            if (started.find()) {
                return started.group(1);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("The master did not start:\n" + Files.readString(log));
    }

    /** Adds a worker of one core. */
    void addWorker() throws IOException {
        int number = workers.size();
        workers.add(start(
                folder.resolve("worker-" + number + ".log"),
                "worker.Worker",
                "--host",
                number % 2 == 0 ? HOST : "localhost", // else Spark takes all for one machine, and speculates on none
                "--webui-port",
                "0",
                "-c",
                "1",
                "-m",
                "1g",
                "--work-dir",
                folder.resolve("work-" + number).toString(),
                address));
    }

    /** Returns the address of the master. */
    String address() {
        return address;
    }

    /** Returns how Spark is asked for here. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spark.driver.host", HOST);
        settings.put("spark.driver.bindAddress", HOST);
        settings.put("spark.executor.memory", "700m");
        settings.put("spark.executor.cores", "1");
        // Natives are unpacked once for all executors that the tests start, rather than once for each.
        settings.put(
                "spark.executor.extraJavaOptions",
                "-XX:+UseSerialGC -Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("natives"));
        String jar = System.getProperty("backflow.spark.jar", "");
        settings.put(
                "spark.executor.extraClassPath", jar.isEmpty() ? ownClassPath() : jar + File.pathSeparator + ofTests());
        // All of the cluster is one machine, and it is killed again and again.
        settings.put("spark.excludeOnFailure.enabled", "false");
        settings.put("spark.task.maxFailures", "6");
        return settings;
    }

    private static String ofTests() {
        return Path.of(URI.create(LoopbackCluster.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
                .toString();
    }

    /** What the jar has, as it lies where it is developed. */
    private static String ownClassPath() {
        List<String> spark = sparkJars();
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !spark.contains(entry) && !entry.contains("logback"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .reduce((one, other) -> one + File.pathSeparator + other)
                .orElse("");
    }

    ClusterOptions options(@Nullable Path shared, String... more) {
        Map<String, String> settings = settings();
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return new ClusterOptions(address, shared, settings);
    }

    /** Kills a worker (SIGKILL); its executors end when they see that it is gone. */
    void killWorker(int number) throws InterruptedException {
        workers.get(number).destroyForcibly().waitFor();
    }

    /** Returns all that executors wrote on standard error. */
    String executorLogs() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(each -> each.endsWith("stderr")).toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    private void kill() {
        workers.forEach(worker -> {
            List<ProcessHandle> executors = worker.descendants().toList();
            worker.destroyForcibly();
            executors.forEach(ProcessHandle::destroyForcibly);
        });
        master.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
        master.onExit().join();
        workers.forEach(worker -> worker.onExit().join());
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
