// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.image;

import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.rule.FileSettings;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which digit is it? An MNIST image, read as a sequence; see {@link MnistData}.
 *
 * @param by what a step is
 * @param permutation seed of one order of the pixels that every image is brought into; without it they stay as they are
 * @param folder images of one's own in MNIST's four files, packed or not; without it MNIST is downloaded
 * @param trainingImages how many of the training images are used, the first; 0 for all that validation leaves
 * @param validationImages how many of the training files' images are for validation, the last
 * @param testImages how many of the test images are used, the first; 0 for all
 */
@TypeName("mnist")
public record MnistConfig(
        @Default("row") By by,
        @Nullable Long permutation,
        @Nullable String folder,
        @Default("0") int trainingImages,
        @Default("5000") int validationImages,
        @Default("0") int testImages)
        implements DataConfig {

    private static final int MAX_IMAGES = 10_000_000;

    /** What a step is. */
    public enum By {
        /** One pixel: 784 steps of one number, row by row from the top left. */
        PIXEL,
        /** One row: 28 steps of 28 numbers. */
        ROW
    }

    /** Checks the numbers of images. */
    public MnistConfig {
        Rules rules = new Rules()
                .between("trainingImages", trainingImages, 0, MAX_IMAGES)
                .between("validationImages", validationImages, 1, MAX_IMAGES)
                .between("testImages", testImages, 0, MAX_IMAGES);
        FileSettings.path(rules, "folder", folder);
        rules.enforce();
    }

    @Override
    public Map<String, List<Path>> files(DataEnvironment environment) {
        return FileSettings.named(Collections.singletonMap("folder", folder == null ? null : Path.of(folder)));
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        return MnistData.of(this, name -> file(environment, name));
    }

    private Path file(DataEnvironment environment, String name) {
        if (folder == null) {
            return environment.file("mnist", name + ".gz");
        }
        Path packed = Path.of(folder, name + ".gz");
        Path plain = Path.of(folder, name);
        if (Files.isRegularFile(packed) || Files.isRegularFile(plain)) {
            return Files.isRegularFile(packed) ? packed : plain;
        }
        throw DataException.in(Path.of(folder), "has neither " + name + " nor " + name + ".gz");
    }
}
