// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.image;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.RawSequences.Asked;
import io.backflow.data.internal.raw.ReadSettings;
import io.backflow.data.internal.raw.SequenceFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Images in the IDX form of MNIST, read row by row, with the labels of the file beside them. */
public final class IdxFormat implements SequenceFormat {

    private static final String IMAGES = "images-idx3-ubyte";
    private static final String LABELS = "labels-idx1-ubyte";
    private static final int MAGIC = 0x0803;

    @Override
    public String name() {
        return "idx";
    }

    @Override
    public String description() {
        return "images in MNIST's IDX form, a row of pixels a step";
    }

    @Override
    public Optional<String> recognises(Look look) {
        byte[] head = look.head();
        if (head.length >= 4 && head[0] == 0 && head[1] == 0 && (head[2] << 8 | head[3]) == MAGIC) {
            return Optional.of("its magic number is 0x00000803");
        }
        return look.endsWith(IMAGES + ".gz") ? Optional.of("its name ends with " + IMAGES + ".gz") : Optional.empty();
    }

    @Override
    public RawSequences read(Path file, ReadSettings settings) {
        IdxFile images = IdxFile.read(file, 3);
        Optional<Path> beside = beside(file);
        IdxFile labels = beside.map(path -> IdxFile.read(path, 1)).orElse(null);
        if (labels != null && labels.shape()[0] != images.shape()[0]) {
            throw DataException.in(
                    beside.get(),
                    "has " + labels.shape()[0] + " labels, and there are " + images.shape()[0] + " images");
        }
        int width = images.shape()[2];
        int pixels = images.shape()[1] * width;
        List<RawSequence> sequences = new ArrayList<>();
        for (int image = 0; image < images.shape()[0]; image++) {
            float[] values = new float[pixels];
            for (int pixel = 0; pixel < pixels; pixel++) {
                values[pixel] = images.at(image * pixels + pixel);
            }
            RawSequence raw = RawSequence.of("image " + (image + 1), new Place(file, image), width, values);
            sequences.add(labels == null ? raw : raw.withLabel(Integer.toString(labels.at(image))));
        }
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("images", images.shape()[0] + " of " + images.shape()[1] + " x " + width);
        notes.put("labels", beside.map(Path::toString).orElse("none beside it"));
        return new RawSequences(
                file,
                notes,
                IntStream.range(0, width).mapToObj(column -> "pixel " + column).toList(),
                labels == null ? Asked.NOTHING : Asked.LABEL,
                labels == null ? List.of() : List.of("class"),
                List.of(),
                sequences,
                Map.of());
    }

    /** Returns the file of the labels that is called as that of the images is. */
    static Optional<Path> beside(Path file) {
        String name = String.valueOf(file.getFileName());
        Path labels = file.resolveSibling(name.replace(IMAGES, LABELS));
        return name.contains(IMAGES) && Files.isRegularFile(labels) ? Optional.of(labels) : Optional.empty();
    }

    /** MNIST's four files are a task of their own, which holds them in bytes and reads them by pixel too. */
    @Override
    public Map<String, Object> ownTask(Path file, ReadSettings settings) {
        Path folder = file.toAbsolutePath().getParent();
        boolean four = List.of("train-" + IMAGES, "train-" + LABELS, "t10k-" + IMAGES, "t10k-" + LABELS).stream()
                .allMatch(name -> Files.isRegularFile(file.resolveSibling(name))
                        || Files.isRegularFile(file.resolveSibling(name + ".gz")));
        if (!four || folder == null) {
            return Map.of();
        }
        Map<String, Object> task = new LinkedHashMap<>();
        task.put("type", "mnist");
        task.put("by", "row");
        task.put("folder", file.getParent() == null ? "." : file.getParent().toString());
        return task;
    }

    /** Images have no lines. */
    private record Place(Path file, int image) implements RawSequence.Place {

        @Override
        public long line(int step) {
            return 0;
        }

        @Override
        public String column(int step, int feature) {
            return "pixel " + feature + " of row " + step + " of image " + (image + 1);
        }
    }
}
