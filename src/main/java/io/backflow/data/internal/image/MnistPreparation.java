// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.image;

import io.backflow.data.Batch;
import io.backflow.data.DataConfig;
import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.prepared.NewData;
import io.backflow.data.internal.prepared.NewDataOptions;
import io.backflow.data.internal.prepared.Preparation;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the images of training had in common.
 *
 * @param by what a step is
 * @param height rows of an image
 * @param width pixels of a row
 * @param classes in the order of the outputs
 */
public record MnistPreparation(MnistConfig.By by, int height, int width, List<String> classes) implements Preparation {

    /** Copies the list. */
    public MnistPreparation {
        classes = List.copyOf(classes);
    }

    @Override
    public SequenceData.Shape shape() {
        int inputs = by == MnistConfig.By.ROW ? width : 1;
        return new SequenceData.Shape(inputs, classes.size(), SequenceData.Objective.CLASSIFY_SEQUENCE);
    }

    @Override
    public List<String> labels() {
        return classes;
    }

    /** Reads images in the IDX form, and the labels of the file that is called as MNIST's beside it. */
    @Override
    public NewData read(DataConfig task, Path file, NewDataOptions options) {
        if (!(task instanceof MnistConfig config)) {
            throw new DataException("the run's data are not of the type mnist, as its preparation says");
        }
        IdxFile images = IdxFile.read(file, 3);
        if (images.shape()[1] != height || images.shape()[2] != width) {
            throw DataException.in(
                    file,
                    "has images of " + images.shape()[1] + " x " + images.shape()[2] + ", and those of training are "
                            + height + " x " + width);
        }
        Path beside = options.unlabelled() ? null : IdxFormat.beside(file).orElse(null);
        IdxFile labels = beside == null ? null : labels(beside, images.shape()[0]);
        return new NewImages(this, images, labels, MnistData.order(height * width, config.permutation()));
    }

    private IdxFile labels(Path file, int images) {
        IdxFile labels = IdxFile.read(file, 1);
        if (labels.shape()[0] != images) {
            throw DataException.in(file, "has " + labels.shape()[0] + " labels, and there are " + images + " images");
        }
        for (int image = 0; image < images; image++) {
            if (labels.at(image) >= classes.size()) {
                throw DataException.in(
                        file,
                        "label " + (image + 1) + " is " + labels.at(image) + ", a class that training lacked; it had "
                                + classes);
            }
        }
        return labels;
    }

    /** New images, whose pixels are read in the order of training. */
    @SuppressWarnings("ArrayRecordComponent") // shared, not compared
    private record NewImages(
            MnistPreparation preparation,
            IdxFile images,
            @Nullable IdxFile labels,
            int[] order) implements NewData {

        @Override
        public String nameColumn() {
            return "image";
        }

        @Override
        public String name(int example) {
            return Integer.toString(example + 1);
        }

        @Override
        public int size() {
            return images.shape()[0];
        }

        @Override
        public int length(int example) {
            return order.length / preparation.shape().inputs();
        }

        @Override
        public void write(int example, Batch batch, int row) {
            int inputs = preparation.shape().inputs();
            for (int place = 0; place < order.length; place++) {
                int pixel = images.at(example * order.length + order[place]);
                batch.input(row, place % inputs, place / inputs, pixel / MnistData.WHITE);
            }
        }

        @Override
        public boolean isLabelled() {
            return labels != null;
        }

        @Override
        public List<String> actual(int example, int step) {
            return List.of(labels == null ? "" : Integer.toString(labels.at(example)));
        }
    }
}
