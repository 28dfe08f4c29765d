// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.backflow.config.internal.BpttConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.TrainingConfig;
import io.backflow.config.internal.UpdaterConfig;
import io.backflow.data.SequenceData;
import io.backflow.run.internal.FullDevice;
import io.backflow.run.internal.NetworkBuilder;
import io.backflow.run.internal.Tiny;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointTest {

    private static final Checkpoint CHECKPOINT =
            new Checkpoint(null, 3, 0, Map.of("loop", Map.of("position", new double[] {12})));

    @TempDir
    private Path folder;

    static Stream<UpdaterConfig> updaters() {
        return Stream.of(new UpdaterConfig.Adam(0.01, 0.9, 0.999, 1e-8), new UpdaterConfig.Sgd(0.1));
    }

    private static MultiLayerNetwork trained(UpdaterConfig updater) {
        TrainingConfig training = new TrainingConfig(updater, 4, 3, null, new BpttConfig.Standard());
        JobConfig job = Tiny.job(Tiny.ORDER, Tiny.LSTM, training);
        SequenceData data = job.task().open(Tiny.in(Path.of("unused")).environment());
        MultiLayerNetwork network = NetworkBuilder.buildToTrain(job, data);
        var batches = data.training(4, job.seed());
        for (int i = 0; i < 3; i++) {
            network.fit(batches.next());
        }
        return network;
    }

    private static Map<String, byte[]> entries(byte[] archive) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static byte[] archive(MultiLayerNetwork network) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CHECKPOINT.write(out, network);
        return out.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("updaters")
    void hasWhatDl4jSavesByteForByteAndOneEntryMore(UpdaterConfig updater) throws IOException {
        MultiLayerNetwork network = trained(updater);
        ByteArrayOutputStream dl4j = new ByteArrayOutputStream();
        ModelSerializer.writeModel(network, dl4j, true);
        Map<String, byte[]> theirs = entries(dl4j.toByteArray());
        Map<String, byte[]> ours = entries(archive(network));
        assertThat(ours.remove(Checkpoint.ENTRY)).isNotEmpty();
        assertThat(ours.keySet()).containsExactlyElementsOf(theirs.keySet());
        theirs.forEach((name, bytes) -> assertThat(ours.get(name)).as(name).isEqualTo(bytes));
    }

    /** Takes so many bytes. */
    private static OutputStream room(int bytes) {
        return new OutputStream() {
            private int left = bytes;

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] data, int offset, int count) throws IOException {
                left -= count;
                if (left < 0) {
                    throw new IOException("No space left on device");
                }
            }
        };
    }

    /** Returns what a piece of work prints on standard error. */
    private static String printed(Runnable work) {
        PrintStream before = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setErr(before);
        }
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void failsWhereverTheDiskIsFullAndPrintsNothing() throws IOException {
        MultiLayerNetwork network = trained(new UpdaterConfig.Adam(0.01, 0.9, 0.999, 1e-8));
        int length = archive(network).length;
        String printed = printed(() -> {
            for (int room = 0; room < length; room++) {
                OutputStream disk = room(room);
                assertThatIOException()
                        .as("%d of %d bytes", room, length)
                        .isThrownBy(() -> CHECKPOINT.write(disk, network))
                        .withMessage("No space left on device");
            }
        });
        assertThat(printed).isEmpty();
        CHECKPOINT.write(room(length), network);
    }

    @Test
    void theOneBeforeStaysIfItCannotBeReplaced() throws IOException {
        Path file = folder.resolve("model.zip");
        MultiLayerNetwork network = trained(new UpdaterConfig.Sgd(0.1));
        CHECKPOINT.write(file, network);
        byte[] before = Files.readAllBytes(file);
        Files.createSymbolicLink(folder.resolve("model.zip.tmp"), FullDevice.path());
        assertThat(printed(() -> assertThat(
                                catchThrowable(() -> new Checkpoint(null, 4, 0, Map.of()).write(file, network)))
                        .hasMessage("Cannot write " + file + ": No space left on device")))
                .isEmpty();
        assertThat(file).hasBinaryContent(before);
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
        assertThat(Checkpoint.read(file, trained(new UpdaterConfig.Sgd(0.1)))
                        .orElseThrow()
                        .iterations())
                .isEqualTo(3);
    }
}
