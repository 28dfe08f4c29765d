// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.array;

import io.backflow.data.DataException;
import io.backflow.setting.internal.FileFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of one data set: values [sequence, time, feature], and what there is of labels and lengths.
 *
 * <p>In an {@code .npz} file they are told by their names; beside {@code X_train.npy} lies {@code y_train.npy}.
 */
record NumpyArrays(
        NpyArray values,
        @Nullable NpyArray labels,
        @Nullable NpyArray lengths) {

    private static final String SUFFIX = ".npy";
    private static final List<String> VALUES = List.of("x", "x_train", "data", "features", "arr_0");
    private static final List<String> LABELS = List.of("y", "y_train", "labels", "targets", "arr_1");
    private static final List<String> LENGTHS = List.of("lengths", "length", "len", "lengths_train");

    /** Deflate packs a thousand bytes and some into one at best. */
    private static final long BEST_RATIO = 1040;

    static NumpyArrays read(Path file) {
        try {
            byte[] head;
            try (InputStream in = Files.newInputStream(file)) {
                head = in.readNBytes(8);
            }
            return NpyHeader.begins(head) ? plain(file) : packed(file);
        } catch (ZipException broken) {
            throw new DataException(
                    file + ": is no .npz archive, or is damaged or cut off: " + broken.getMessage(), broken);
        } catch (IOException failure) {
            throw new DataException("cannot read data: " + FileFailure.describe(failure), failure);
        }
    }

    private static NumpyArrays plain(Path file) throws IOException {
        Optional<Path> labels = labelsBeside(file);
        NpyArray values = array(file);
        return new NumpyArrays(values, labels.isPresent() ? array(labels.get()) : null, null);
    }

    private static NpyArray array(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return NpyArray.read(file.toString(), in, Files.size(file));
        }
    }

    /** Returns {@code y_train.npy} for {@code X_train.npy}, if it is there. */
    static Optional<Path> labelsBeside(Path file) {
        String name = String.valueOf(file.getFileName());
        if (!name.startsWith("x") && !name.startsWith("X")) {
            return Optional.empty();
        }
        return List.of("y", "Y").stream()
                .map(letter -> file.resolveSibling(letter + name.substring(1)))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static NumpyArrays packed(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            List<String> names = new ArrayList<>();
            Collections.list(zip.entries()).stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .forEach(names::add);
            Optional<String> values = named(names, VALUES);
            if (values.isEmpty()) {
                throw DataException.in(
                        file,
                        "has the arrays " + names + "; the values [sequence, time, feature] must be called one of "
                                + VALUES + ", in any case");
            }
            Optional<String> labels = named(names, LABELS);
            Optional<String> lengths = named(names, LENGTHS);
            return new NumpyArrays(
                    entry(file, zip, values.get()),
                    labels.isPresent() ? entry(file, zip, labels.get()) : null,
                    lengths.isPresent() ? entry(file, zip, lengths.get()) : null);
        }
    }

    private static Optional<String> named(List<String> names, List<String> wanted) {
        return wanted.stream()
                .flatMap(name -> names.stream().filter(name::equalsIgnoreCase))
                .findFirst();
    }

    private static NpyArray entry(Path file, ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name + SUFFIX);
        long available = Math.min(entry.getSize(), BEST_RATIO * (entry.getCompressedSize() + 1));
        try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
            return NpyArray.read(file + ": array '" + name + "'", in, available);
        }
    }
}
