// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.annotation.JsonPropertyOrder;
import org.nd4j.shade.jackson.core.JsonProcessingException;

/**
 * Everything that a run remembers between two minibatches, in one file that is replaced at once: a model as DL4J saves
 * it, with its updater's state, and beside it in the same archive the entry {@value #ENTRY} with the rest. DL4J's
 * {@code ModelSerializer} reads the file and leaves out what it does not know.
 *
 * @param ending how training ended; null while it has not
 * @param iterations DL4J's count of updates
 * @param epochs DL4J's count of epochs
 * @param states by the name of the part whose state it is
 */
@JsonPropertyOrder({"format", "iterations", "epochs", "ending", "states"})
public record Checkpoint(
        @Nullable Ending ending, int iterations, int epochs, Map<String, Map<String, double[]>> states) {

    /** Where it is in a run directory. */
    static final String FOLDER = "checkpoint";

    /** The file in a run directory. */
    public static final String FILE = FOLDER + "/model.zip";

    static final String ENTRY = "backflow.json";

    private static final long FORMAT = 1;

    /** Copies the states. */
    public Checkpoint {
        states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
    }

    /** What to do with an entry is known only once its format is. */
    private record Format(long format) {}

    /** The entry's first field. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    long format() {
        return FORMAT;
    }

    /** Saves a network and its checkpoint; after {@code fit}, since within it the iteration count is one short. */
    public void write(Path file, MultiLayerNetwork network) {
        write(file, network, List.of());
    }

    /** Saves as the other method does, and what it measured of other files before. */
    void write(Path file, MultiLayerNetwork network, List<Path> measured) {
        AtomicFiles.Content content = temporary -> {
            Files.createDirectories(file.getParent());
            try (OutputStream out = Files.newOutputStream(temporary)) {
                write(new BufferedOutputStream(out), network);
            }
        };
        AtomicFiles.write(file, content, measured);
    }

    /** Writes the archive in one pass. */
    void write(OutputStream out, MultiLayerNetwork network) throws IOException {
        ModelArchive.write(out, network, ENTRY, Json.pretty(this));
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
            Checkpoint checkpoint = of(ModelArchive.bytes(archive, ENTRY));
            ModelArchive.restore(archive, network);
            network.setIterationCount(checkpoint.iterations);
            network.setEpochCount(checkpoint.epochs);
            return Optional.of(checkpoint);
        } catch (IOException | RuntimeException e) {
            throw unusable(file, e);
        }
    }

    private static Checkpoint of(byte[] entry) throws IOException {
        long format = Json.parse(entry, Format.class).format();
        if (format != FORMAT) {
            throw new IllegalArgumentException("it has format " + format + ", and this version reads " + FORMAT);
        }
        return Json.parse(entry, Checkpoint.class);
    }

    /** Returns the exception for a checkpoint that cannot be continued from. */
    static RunDirectoryException unusable(Path file, Exception cause) {
        return new RunDirectoryException(
                "The run cannot be continued, since its checkpoint " + file + " cannot be used: " + reason(cause)
                        + ". Remove that file to train this run from its start.",
                cause);
    }

    /** Leaves out the piece of the file that Jackson quotes. */
    private static @Nullable String reason(Exception cause) {
        return cause instanceof JsonProcessingException json ? json.getOriginalMessage() : cause.getMessage();
    }
}
