// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.image;

import io.backflow.data.Batch;
import io.backflow.data.DataException;
import io.backflow.data.Examples;
import io.backflow.data.FiniteData;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import io.backflow.data.internal.prepared.PreparedData;
import io.backflow.data.internal.sequence.ContentDigest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Images as sequences of pixels or rows, with the class asked after the last step; a pixel of 0..255 is given as 0..1.
 *
 * <p>The last of the training images are for validation. A permutation is one order of all pixels, drawn by the
 * generator of all data from its seed, and the same for every image and every run.
 */
final class MnistData {

    static final float WHITE = 255f;

    private MnistData() {}

    /** @param files the file of a name without its ending */
    static SequenceData of(MnistConfig config, Function<String, Path> files) {
        Images training = Images.read(files.apply("train-images-idx3-ubyte"), files.apply("train-labels-idx1-ubyte"));
        Images test = Images.read(files.apply("t10k-images-idx3-ubyte"), files.apply("t10k-labels-idx1-ubyte"));
        test.requireSizeOf(training);
        int classes = training.classes();
        test.requireClasses(classes);
        int left = training.count() - config.validationImages();
        int used = config.trainingImages() == 0 ? left : config.trainingImages();
        if (left < 1 || used > left) {
            throw DataException.in(
                    training.file(),
                    "has " + training.count() + " images, which are not enough for " + config.validationImages()
                            + " of validation and " + Math.max(1, used) + " of training");
        }
        int tested = config.testImages() == 0 ? test.count() : config.testImages();
        if (tested > test.count()) {
            throw DataException.in(test.file(), "has " + test.count() + " images, fewer than " + tested);
        }
        boolean rows = config.by() == MnistConfig.By.ROW;
        int inputs = rows ? training.width() : 1;
        int[] order = order(training.pixels(), config.permutation());
        Examples trainingPart = new Part(training, 0, used, inputs, order);
        List<String> names =
                IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        SequenceData finite = new FiniteData(
                "mnist",
                new SequenceData.Shape(inputs, classes, SequenceData.Objective.CLASSIFY_SEQUENCE),
                names,
                (seed, epoch) -> trainingPart,
                new Part(training, left, config.validationImages(), inputs, order),
                new Part(test, 0, tested, inputs, order),
                origin(config, training, test));
        int height = training.pixels() / training.width();
        return new PreparedData(finite, new MnistPreparation(config.by(), height, training.width(), names));
    }

    private static Map<String, Object> origin(MnistConfig config, Images training, Images test) {
        Map<String, Object> origin = new LinkedHashMap<>();
        origin.put("source", config.folder() == null ? "mnist" : config.folder());
        origin.put(
                "sha256",
                new ContentDigest()
                        .add(training.pixelBytes())
                        .add(training.labelBytes())
                        .add(test.pixelBytes())
                        .add(test.labelBytes())
                        .hex());
        origin.put("by", config.by() == MnistConfig.By.ROW ? "row" : "pixel");
        origin.put("permutation", config.permutation() == null ? "none" : config.permutation());
        return origin;
    }

    /** Returns the pixel that is read at each place. */
    static int[] order(int pixels, @Nullable Long permutation) {
        int[] order = IntStream.range(0, pixels).toArray();
        if (permutation != null) {
            new SplitMix(permutation).shuffle(order);
        }
        return order;
    }

    /** Images that follow one another in a file. */
    @SuppressWarnings("ArrayRecordComponent") // shared, not compared
    private record Part(Images images, int from, int size, int inputs, int[] order) implements Examples {

        @Override
        public int length(int example) {
            return order.length / inputs;
        }

        @Override
        public String place(int example) {
            return "image " + (from + example + 1) + " of " + images.file().getFileName();
        }

        @Override
        public void write(int example, Batch batch, int row) {
            int image = from + example;
            for (int place = 0; place < order.length; place++) {
                batch.input(row, place % inputs, place / inputs, images.pixel(image, order[place]) / WHITE);
            }
            batch.target(row, images.label(image), 1f);
        }
    }

    /** The images of one file and the labels of another. */
    private record Images(Path file, Path labelFile, IdxFile values, IdxFile labels) {

        static Images read(Path file, Path labelFile) {
            IdxFile values = IdxFile.read(file, 3);
            IdxFile labels = IdxFile.read(labelFile, 1);
            if (values.shape()[0] != labels.shape()[0]) {
                throw DataException.in(
                        labelFile,
                        "has " + labels.shape()[0] + " labels, and " + file + " has " + values.shape()[0] + " images");
            }
            return new Images(file, labelFile, values, labels);
        }

        int count() {
            return values.shape()[0];
        }

        int width() {
            return values.shape()[2];
        }

        int pixels() {
            return values.shape()[1] * width();
        }

        int pixel(int image, int pixel) {
            return values.at(image * pixels() + pixel);
        }

        int label(int image) {
            return labels.at(image);
        }

        byte[] pixelBytes() {
            return values.bytes();
        }

        byte[] labelBytes() {
            return labels.bytes();
        }

        int classes() {
            return IntStream.range(0, count()).map(this::label).max().orElse(0) + 1;
        }

        void requireSizeOf(Images others) {
            List<Integer> here = List.of(values.shape()[1], width());
            List<Integer> there = List.of(others.values.shape()[1], others.width());
            if (!here.equals(there)) {
                throw DataException.in(file, "has images of " + here + ", and those of training are " + there);
            }
        }

        void requireClasses(int classes) {
            for (int image = 0; image < count(); image++) {
                if (label(image) >= classes) {
                    throw DataException.in(
                            labelFile,
                            "label " + (image + 1) + " is " + label(image) + ", a class that training lacks; it has 0.."
                                    + (classes - 1));
                }
            }
        }
    }
}
