// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;

/** Reads networks of either kind that {@link ModelSerializer} saved, and says what is wrong with other files. */
public final class SavedModels {

    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] EMPTY_ZIP = {'P', 'K', 5, 6};
    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    /** How many entries of a file a message names. */
    private static final int NAMED = 5;

    /** How much of Deeplearning4j's own messages, which may hold a whole configuration, is told. */
    private static final int LONGEST = 200;

    private SavedModels() {}

    /**
     * Reads a network, without the state of its updater.
     *
     * @throws IOException if there is none in the file; the message says why, and does not name the file
     */
    public static Model read(Path file) throws IOException {
        checkForm(file);
        boolean graph;
        try (ZipFile archive = new ZipFile(file.toFile())) {
            graph = isGraph(archive);
        } catch (ZipException e) {
            throw new IOException("the zip file is damaged or cut off: " + e.getMessage(), e);
        }
        try {
            File saved = file.toFile();
            return graph
                    ? ModelSerializer.restoreComputationGraph(saved, false)
                    : ModelSerializer.restoreMultiLayerNetwork(saved, false);
        } catch (IOException | RuntimeException | LinkageError e) {
            throw new IOException("the network cannot be restored: " + firstLine(e), e);
        }
    }

    private static void checkForm(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("it is a folder; name the zip file in it that has the network");
        }
        if (!Files.exists(file)) {
            throw new IOException("there is no such file");
        }
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(HDF5.length);
        }
        if (start.length == 0) {
            throw new IOException("it is empty");
        }
        if (Arrays.equals(start, HDF5)) {
            throw new IOException("it is an HDF5 file, as Keras saves it; import it by Deeplearning4j's"
                    + " KerasModelImport and save it by ModelSerializer.writeModel");
        }
        if (!startsWith(start, ZIP) && !startsWith(start, EMPTY_ZIP)) {
            throw new IOException("it is not a zip file, as Deeplearning4j's ModelSerializer.writeModel saves it");
        }
    }

    private static boolean startsWith(byte[] start, byte[] magic) {
        return start.length >= magic.length && Arrays.equals(Arrays.copyOf(start, magic.length), magic);
    }

    private static boolean isGraph(ZipFile archive) throws IOException {
        List<String> names = archive.stream().map(ZipEntry::getName).toList();
        if (!names.contains(ModelSerializer.CONFIGURATION_JSON)) {
            throw new IOException("it has no " + ModelSerializer.CONFIGURATION_JSON + stranger(names));
        }
        if (!names.contains(ModelSerializer.COEFFICIENTS_BIN)) {
            throw new IOException("it has no " + ModelSerializer.COEFFICIENTS_BIN + ", the network's parameters");
        }
        for (String name : names) {
            read(archive, name); // to its end, which verifies its checksum
        }
        String json = new String(read(archive, ModelSerializer.CONFIGURATION_JSON), StandardCharsets.UTF_8);
        return json.contains("\"networkInputs\"");
    }

    private static byte[] read(ZipFile archive, String name) throws IOException {
        try (InputStream in = archive.getInputStream(archive.getEntry(name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IOException("its entry " + name + " is damaged or cut off: " + e.getMessage(), e);
        }
    }

    /** Returns what a zip file may be that is no network of Deeplearning4j's. */
    private static String stranger(List<String> names) {
        if (names.stream().anyMatch(name -> name.endsWith("data.pkl"))) {
            return ": it is a file of PyTorch's";
        }
        if (names.contains("model.weights.h5")) {
            return ": it is a file of Keras 3";
        }
        return names.isEmpty()
                ? ": it has no entries"
                : ", but " + names.stream().limit(NAMED).collect(Collectors.joining(", "))
                        + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "")
                        + ": ModelSerializer did not save it";
    }

    private static String firstLine(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        message = message.length() > LONGEST ? message.substring(0, LONGEST) + "..." : message;
        return cause.getClass().getSimpleName() + (message.isEmpty() ? "" : ", " + message);
    }
}
