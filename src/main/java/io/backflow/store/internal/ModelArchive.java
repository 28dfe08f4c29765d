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
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A model as DL4J's {@link ModelSerializer} saves it, with one entry more.
 *
 * <p>It is written in one pass, entry by entry: the JDK's zip file system, which could add ours to a finished file,
 * prints the errors of a full disk and leaves the entry out.
 */
final class ModelArchive {

    private ModelArchive() {}

    static void write(OutputStream out, MultiLayerNetwork network, String entry, String text) throws IOException {
        ZipOutputStream archive = new ZipOutputStream(out);
        archive.setLevel(Deflater.BEST_SPEED); // weights hardly become smaller, however long one tries
        add(
                archive,
                ModelSerializer.CONFIGURATION_JSON,
                network.getLayerWiseConfigurations().toJson());
        add(archive, ModelSerializer.COEFFICIENTS_BIN, network.params());
        INDArray updaterState = network.getUpdater().getStateViewArray();
        if (hasNumbers(updaterState)) {
            add(archive, ModelSerializer.UPDATER_BIN, updaterState);
        }
        add(archive, entry, text);
        archive.finish();
        out.flush();
    }

    private static void add(ZipOutputStream archive, String name, String text) throws IOException {
        archive.putNextEntry(new ZipEntry(name));
        archive.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void add(ZipOutputStream archive, String name, INDArray array) throws IOException {
        archive.putNextEntry(new ZipEntry(name));
        DataOutputStream numbers = new DataOutputStream(new BufferedOutputStream(archive));
        Nd4j.write(array, numbers);
        numbers.flush();
    }

    private static boolean hasNumbers(@Nullable INDArray array) {
        return array != null && !array.isEmpty();
    }

    /**
     * Gives a network of the same configuration the parameters and the updater's state.
     *
     * @throws IOException if the file is damaged, or of another network
     */
    static void restore(ZipFile archive, MultiLayerNetwork network) throws IOException {
        assign(network.params(), archive, ModelSerializer.COEFFICIENTS_BIN);
        INDArray updaterState = network.getUpdater().getStateViewArray();
        if (hasNumbers(updaterState)) {
            assign(updaterState, archive, ModelSerializer.UPDATER_BIN);
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

    /** Reads an entry to its end, so that its checksum is verified before anything looks at it. */
    static byte[] bytes(ZipFile archive, String name) throws IOException {
        ZipEntry entry = archive.getEntry(name);
        if (entry == null) {
            throw new IOException("it has no entry " + name);
        }
        try (InputStream in = archive.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
