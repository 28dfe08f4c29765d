// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Everything that a run remembers between two minibatches, in one file that is replaced at once: a model as DL4J saves it,
 * with its updater's state, and beside it in the same archive the entry {@value #ENTRY} with the rest. DL4J's {@code
 * ModelSerializer} reads the file and leaves out what it does not know.
 *
 * @param ending how training ended; null while it has not
 * @param iterations DL4J's count of updates
 * @param epochs DL4J's count of epochs
 * @param states by the name of the part whose state it is
 */
public record Checkpoint(
        @Nullable Ending ending, int iterations, int epochs, Map<String, Map<String, double[]>> states) {

    /** Where it is in a run directory. */
    static final String FOLDER = "checkpoint";

    static final String FILE = FOLDER + "/model.zip";

    static final String ENTRY = "backflow.json";

    private static final long FORMAT = 1;

    /** Copies the states. */
    public Checkpoint {
        states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
    }

    /** Saves a network and its checkpoint; after {@code fit}, since within it the iteration count is one short. */
    public void write(Path file, MultiLayerNetwork network) {
        AtomicFiles.write(file, temporary -> {
            Files.createDirectories(file.getParent());
            try (OutputStream out = Files.newOutputStream(temporary)) {
                write(new BufferedOutputStream(out), network);
            }
        });
    }

    /**
     * Writes the archive in one pass: what {@link ModelSerializer} writes, entry by entry, and ours. (The JDK's zip file
     * system, which could add ours to a finished file, prints the errors of a full disk and leaves the entry out.)
     */
    public void write(OutputStream out, MultiLayerNetwork network) throws IOException {
        ZipOutputStream archive = new ZipOutputStream(out);
        text(
                archive,
                ModelSerializer.CONFIGURATION_JSON,
                network.getLayerWiseConfigurations().toJson());
        array(archive, ModelSerializer.COEFFICIENTS_BIN, network.params());
        INDArray updaterState = network.getUpdater().getStateViewArray();
        if (hasNumbers(updaterState)) {
            array(archive, ModelSerializer.UPDATER_BIN, updaterState);
        }
        text(archive, ENTRY, Json.pretty(toMap()));
        archive.finish();
        out.flush();
    }

    private static void text(ZipOutputStream archive, String name, String text) throws IOException {
        archive.putNextEntry(new ZipEntry(name));
        archive.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void array(ZipOutputStream archive, String name, INDArray array) throws IOException {
        archive.putNextEntry(new ZipEntry(name));
        DataOutputStream numbers = new DataOutputStream(new BufferedOutputStream(archive));
        Nd4j.write(array, numbers);
        numbers.flush();
    }

    private static boolean hasNumbers(@Nullable INDArray array) {
        return array != null && !array.isEmpty();
    }

    /**
     * Reads a checkpoint and gives the network its parameters, its updater's state and its counts.
     *
     * @param network of the same configuration, fresh
     * @return nothing if there is no file
     * @throws RunDirectoryException if the file is damaged, or is of another version or network
     */
    public static Optional<Checkpoint> read(Path file, MultiLayerNetwork network) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (ZipFile archive = new ZipFile(file.toFile())) {
            Checkpoint checkpoint = of(Json.parse(bytes(archive, ENTRY)));
            assign(network.params(), archive, ModelSerializer.COEFFICIENTS_BIN);
            INDArray updaterState = network.getUpdater().getStateViewArray();
            if (hasNumbers(updaterState)) {
                assign(updaterState, archive, ModelSerializer.UPDATER_BIN);
            }
            network.setIterationCount(checkpoint.iterations);
            network.setEpochCount(checkpoint.epochs);
            return Optional.of(checkpoint);
        } catch (IOException | RuntimeException e) {
            throw unusable(file, e);
        }
    }

    /** Returns the exception for a checkpoint that cannot be continued from. */
    public static RunDirectoryException unusable(Path file, Exception cause) {
        return new RunDirectoryException(
                "The run cannot be continued, since its checkpoint " + file + " cannot be used: " + cause.getMessage()
                        + ". Remove that file to train this run from its start.",
                cause);
    }

    /** Reads an entry to its end, so that its checksum is verified before anything looks at it. */
    private static byte[] bytes(ZipFile archive, String name) throws IOException {
        ZipEntry entry = archive.getEntry(name);
        if (entry == null) {
            throw new IOException("it has no entry " + name);
        }
        try (InputStream in = archive.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    private static void assign(INDArray target, ZipFile archive, String name) throws IOException {
        INDArray saved = Nd4j.read(new DataInputStream(new ByteArrayInputStream(bytes(archive, name))));
        if (saved.length() != target.length() || saved.dataType() != target.dataType()) {
            throw new IOException(name + " has " + saved.length() + " numbers of type " + saved.dataType()
                    + ", and the network " + target.length() + " of type " + target.dataType());
        }
        target.assign(saved.reshape(target.shape()));
    }

    private Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("format", FORMAT);
        map.put("iterations", iterations);
        map.put("epochs", epochs);
        if (ending != null) {
            map.put("ending", Map.of("status", ending.status().key(), "reason", ending.reason()));
        }
        map.put("states", states);
        return map;
    }

    private static Checkpoint of(Map<String, Object> map) {
        long format = Json.integer(map, "format");
        if (format != FORMAT) {
            throw new IllegalArgumentException("it has format " + format + ", and this version reads " + FORMAT);
        }
        Map<String, Map<String, double[]>> states = new LinkedHashMap<>();
        Json.object(map, "states").forEach((part, state) -> states.put(part, numbers(state)));
        return new Checkpoint(
                map.containsKey("ending") ? ending(Json.object(map, "ending")) : null,
                Math.toIntExact(Json.integer(map, "iterations")),
                Math.toIntExact(Json.integer(map, "epochs")),
                states);
    }

    private static Ending ending(Map<String, Object> map) {
        return new Ending(RunStatus.of(Json.text(map, "status")), Json.text(map, "reason"));
    }

    private static Map<String, double[]> numbers(Object state) {
        Map<String, double[]> numbers = new LinkedHashMap<>();
        ((Map<?, ?>) state)
                .forEach((name, values) -> numbers.put(
                        (String) name,
                        ((List<?>) values).stream().mapToDouble(Json::number).toArray()));
        return numbers;
    }
}
