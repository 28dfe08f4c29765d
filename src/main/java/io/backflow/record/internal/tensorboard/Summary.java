// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal.tensorboard;

import java.util.Arrays;

/** The values of one event: TensorFlow's message {@code Summary}. */
final class Summary {

    /** Buckets of a histogram, of equal width. */
    static final int BUCKETS = 30;

    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int IMAGE = 4;
    private static final int HISTOGRAM = 5;
    private static final int METADATA = 9;
    private static final int RGB = 3;

    private final Proto values = new Proto();

    Proto message() {
        return values;
    }

    Summary scalar(String tag, double value) {
        values.message(VALUE, new Proto().text(TAG, tag).number(SIMPLE_VALUE, (float) value));
        return this;
    }

    /** Adds the distribution of those numbers that are finite; nothing if none is. */
    Summary histogram(String tag, double[] all) {
        double[] finite = Arrays.stream(all).filter(Double::isFinite).sorted().toArray();
        if (finite.length > 0) {
            values.message(VALUE, new Proto().text(TAG, tag).message(HISTOGRAM, histogram(finite)));
        }
        return this;
    }

    private static Proto histogram(double[] sorted) {
        double low = sorted[0];
        double high = sorted[sorted.length - 1];
        double width = high / BUCKETS - low / BUCKETS; // the difference itself may overflow
        int buckets = width > 0 ? BUCKETS : 1;
        double[] limits = new double[buckets];
        double[] counts = new double[buckets];
        for (int i = 0; i < buckets; i++) {
            limits[i] = i == buckets - 1 ? high : low + width * (i + 1);
        }
        for (double value : sorted) {
            int bucket = 0;
            while (value > limits[bucket]) {
                bucket++;
            }
            counts[bucket]++;
        }
        return new Proto()
                .number(1, low)
                .number(2, high)
                .number(3, (double) sorted.length)
                .number(4, Arrays.stream(sorted).sum())
                .number(5, Arrays.stream(sorted).map(value -> value * value).sum())
                .numbers(6, limits)
                .numbers(7, counts);
    }

    Summary image(String tag, String description, Picture picture) {
        Proto image = new Proto()
                .whole(1, picture.height())
                .whole(2, picture.width())
                .whole(3, RGB)
                .bytes(4, picture.png());
        Proto metadata =
                new Proto().message(1, new Proto().text(1, "images")).text(2, tag).text(3, description);
        values.message(VALUE, new Proto().text(TAG, tag).message(IMAGE, image).message(METADATA, metadata));
        return this;
    }

    /** Adds what TensorBoard's plug-in for hyperparameters reads. */
    Summary hparams(String tag, Proto content) {
        Proto plugin = new Proto().text(1, "hparams").message(2, content);
        values.message(VALUE, new Proto().text(TAG, tag).message(METADATA, new Proto().message(1, plugin)));
        return this;
    }
}
