// SPDX-License-Identifier: Apache-2.0
package io.backflow.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.data.DataException;
import io.backflow.run.internal.cluster.ClusterException;
import io.backflow.run.internal.cluster.ClusterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user, a machine or a network may get wrong. */
class BadInputTest {

    @Test
    void aMasterThatIsNotThere() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
            assertThatCode(() -> Masters.check("spark://127.0.0.1:" + taken.getLocalPort()))
                    .doesNotThrowAnyException();
        }
        String address = "spark://127.0.0.1:" + port;

        assertThatThrownBy(() -> new SparkEngine().open(new ClusterOptions(address, null, Map.of())))
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith("There is no Spark master at " + address + " (127.0.0.1:" + port
                        + ": Connection refused). Is it started");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark://", "spark://host", "spark://host:port", "spark://host:70000", "spark://:7077"})
    void anAddressThatIsNone(String address) {
        assertThatThrownBy(() -> Masters.check(address))
                .isInstanceOf(ClusterException.class)
                .hasMessage("--spark must name a master as spark://HOST:PORT, got '" + address + "'");
    }

    @Test
    void aMasterThatSparkDoesNotKnow(@TempDir Path folder) throws IOException {
        Path config = TestGrids.config(folder, TestGrids.sequences(folder), 5, 1);
        try (var spark = new SparkEngine().open(TestGrids.local("nomad"))) {
            assertThatThrownBy(() -> TestGrids.compare(config, folder.resolve("grid"), spark))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageStartingWith("Spark does not start at nomad: ")
                    .hasMessageContaining("Could not parse Master URL: 'nomad'");
        }
    }

    @Test
    void aSettingThatIsNotSparks() {
        assertThatThrownBy(() -> Settings.of(new ClusterOptions("local", null, Map.of("executor.memory", "2g")), "x"))
                .isInstanceOf(ClusterException.class)
                .hasMessage("--spark-conf takes settings of Spark, which begin with spark., got 'executor.memory'");
    }

    @Test
    void aSharedFolderThatIsAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> SharedFolder.prepare(file, "key", "token"))
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith("--shared " + file + " cannot be written: ");
    }

    @Test
    void aFolderThatIsNotShared(@TempDir Path folder) {
        Path written = SharedFolder.prepare(folder, "key", "token");
        assertThatCode(() -> new SharedFolder().check(common(written.toString(), "token")))
                .doesNotThrowAnyException();

        for (Common other : new Common[] {
            common(written.toString(), "another"),
            common(folder.resolve("elsewhere").toString(), "token")
        }) {
            assertThatThrownBy(() -> new SharedFolder().check(other))
                    .isInstanceOf(ClusterException.class)
                    .hasMessage("it does not see what the driver wrote in " + other.shared()
                            + ": --shared needs a folder that all machines have at the same place");
        }
    }

    private static Common common(String shared, String token) {
        return new Common("launch", "17", "", "", Map.of(), "/", Map.of(), shared, token);
    }

    @Test
    void anotherVersionOfJava() {
        assertThat(ExecutorEnd.otherJava("21.0.2+13", "17.0.15+6"))
                .startsWith("it runs Java 21.0.2+13 and the driver Java 17.0.15+6")
                .endsWith("--spark-conf spark.backflow.otherJava=true");
        assertThat(ExecutorEnd.differs("21.0.2+13", "17.0.15+6")).isTrue();
        assertThat(ExecutorEnd.differs("17.0.9+9", "17.0.15+6")).isFalse();
    }

    @Test
    void tooLittleMemory() {
        assertThatCode(() -> ExecutorEnd.checkMemory(1000L << 20, 2, "512m")).doesNotThrowAnyException();
        assertThatThrownBy(() -> ExecutorEnd.checkMemory(800L << 20, 2, "512m"))
                .isInstanceOf(ClusterException.class)
                .hasMessage("its 800 MiB are 400 MiB for each of 2 runs side by side, and spark.backflow.memoryPerRun"
                        + " asks for 512m; raise spark.executor.memory, or lower spark.executor.cores");
    }

    @Test
    void whoseFaultItIs() {
        assertThat(Fault.isOfMachine(new IOException("No space left on device")))
                .isTrue();
        assertThat(Fault.isOfMachine(new UncheckedIOException(new IOException("No space left on device"))))
                .isTrue();
        assertThat(Fault.isOfMachine(new OutOfMemoryError("Java heap space"))).isTrue();
        assertThat(Fault.isOfMachine(new UnsatisfiedLinkError("libgomp.so.1"))).isTrue();
        assertThat(Fault.isOfMachine(new IllegalStateException(new IOException("disk"))))
                .isTrue();
        assertThat(Fault.isOfMachine(new DataException("no file", new IOException("disk"))))
                .isTrue();
        assertThat(Fault.isOfMachine(new DataException("row 3"))).isFalse();
        assertThat(Fault.isOfMachine(new ClusterException("not shared", new IOException("x"))))
                .isFalse();
        assertThat(Fault.isOfMachine(new IllegalStateException("a bug"))).isFalse();
    }

    @Test
    void piecesThatDoNotFit(@TempDir Path folder) throws IOException {
        byte[] bytes = {1, 2, 3};
        String sha256 = "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81";
        Incoming incoming = new Incoming(folder.resolve("attempt"));
        incoming.add(new Message.Piece("a/b", 0, bytes, sha256));
        assertThat(incoming.files()).isOne();
        assertThat(folder.resolve("attempt/a/b")).hasBinaryContent(bytes);

        assertThatThrownBy(() -> incoming.add(new Message.Piece("a/b", 0, bytes, sha256)))
                .hasMessageContaining("has 3 bytes, and 0 were before those that came");
        assertThatThrownBy(() -> incoming.add(new Message.Piece("../c", 0, bytes, sha256)))
                .hasMessage("a run has no file ../c");
        assertThatThrownBy(() -> incoming.add(new Message.Piece("c", 0, new byte[] {9}, sha256)))
                .hasMessageContaining("and was sent with " + sha256);
        assertThat(incoming.files()).isOne();
    }

    @Test
    void dataThatIsOtherThanTheDrivers() {
        Path files = Path.of("/tmp/x");
        Map<String, Object> said = Map.of("source", "data/a.csv", "sha256", "12");
        assertThatCode(() -> ExecutorData.requireSame(
                        "t", said, Map.of("source", "/tmp/x/home/me/data/a.csv", "sha256", "12"), files, "/home/me"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> ExecutorData.requireSame(
                        "t", said, Map.of("source", "/tmp/x/home/me/data/a.csv", "sha256", "13"), files, "/home/me"))
                .isInstanceOf(DataException.class)
                .hasMessage("the data of t is other than the driver's: sha256 was \"12\" and is \"13\"");
    }

    @Test
    void settingsOfTheUserStand() {
        SparkConf conf = Settings.of(
                new ClusterOptions(
                        "local[2]",
                        null,
                        Map.of(
                                "spark.plugins", "a.B",
                                "spark.executor.extraJavaOptions", "-XX:+UseSerialGC",
                                "spark.executorEnv.OMP_NUM_THREADS", "2",
                                "spark.ui.enabled", "true")),
                "grid");

        assertThat(conf.get("spark.plugins")).isEqualTo("a.B,io.backflow.spark.BackflowPlugin");
        assertThat(conf.get("spark.executor.extraJavaOptions"))
                .isEqualTo("-XX:+UseSerialGC --add-modules jdk.incubator.vector");
        assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("2");
        assertThat(conf.get("spark.ui.enabled")).isEqualTo("true");
        assertThat(conf.get("spark.app.name")).isEqualTo("backflow compare grid");
    }

    @Test
    void sparkSubmitKnowsTheMaster() {
        assertThat(Submit.withMaster(new String[] {"compare", "a.yaml"}, "yarn"))
                .containsExactly("compare", "a.yaml", "--spark", "yarn");
        assertThat(Submit.withMaster(new String[] {"compare", "a.yaml", "--spark=local"}, "yarn"))
                .containsExactly("compare", "a.yaml", "--spark=local");
        assertThat(Submit.withMaster(new String[] {"train", "a.yaml"}, "yarn")).containsExactly("train", "a.yaml");
        assertThat(Submit.withMaster(new String[] {"compare", "a.yaml"}, "")).containsExactly("compare", "a.yaml");
    }

    @Test
    void anArchiveThatReachesOutside(@TempDir Path folder) throws IOException {
        Path evil = folder.resolve("evil.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(evil))) {
            zip.putNextEntry(new ZipEntry("../out"));
        }
        Path inside = Files.createDirectory(folder.resolve("inside"));
        assertThatThrownBy(() -> DataPack.unpack(evil, inside)).hasMessageContaining("a file outside itself: ../out");
        assertThat(folder.resolve("out")).doesNotExist();
    }
}
