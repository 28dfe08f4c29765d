// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.archive;

import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.sequence.ContentDigest;
import io.backflow.setting.internal.FileFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Alcock and Manolopoulos' control charts: 600 series of 60 values, 100 of each class in a row.
 *
 * <p>Of each class the first {@value #TRAINING} are the training part and the others the test part, 300 and 300 as in
 * the UCR archive, which does not say which it took. The last of the training part are set aside to validate on. Each
 * series is normalised, as the archive's are.
 */
final class SyntheticControl {

    static final String NAME = "synthetic-control";
    static final int TRAINING = 50;
    private static final int PER_CLASS = 100;
    private static final int LENGTH = 60;
    private static final List<String> CLASSES =
            List.of("normal", "cyclic", "increasing", "decreasing", "upward-shift", "downward-shift");

    private SyntheticControl() {}

    static SequenceData read(Path file, int validationPerClass) {
        LabelledSeries training = new LabelledSeries();
        LabelledSeries validation = new LabelledSeries();
        LabelledSeries test = new LabelledSeries();
        List<String> lines = lines(file);
        if (lines.size() != PER_CLASS * CLASSES.size()) {
            throw DataException.in(
                    file, "has " + lines.size() + " series, and must have " + PER_CLASS * CLASSES.size());
        }
        for (int i = 0; i < lines.size(); i++) {
            int place = i % PER_CLASS;
            LabelledSeries held = place < TRAINING ? validation : test;
            (place < TRAINING - validationPerClass ? training : held)
                    .add(i / PER_CLASS, values(file, i + 1, lines.get(i)));
        }
        Map<String, Object> origin = new LinkedHashMap<>();
        origin.put("source", NAME);
        origin.put("sha256", new ContentDigest().add(String.join("\n", lines)).hex());
        return ArchiveData.of(NAME, CLASSES, training, validation, test, origin);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.US_ASCII).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException failure) {
            throw new DataException("cannot read data: " + FileFailure.describe(failure), failure);
        }
    }

    private static double[] values(Path file, int line, String text) {
        String[] cells = text.strip().split("\\s+", -1);
        if (cells.length != LENGTH) {
            throw DataException.at(file, line, "has " + cells.length + " values, and must have " + LENGTH);
        }
        double[] values = new double[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            try {
                values[i] = Double.parseDouble(cells[i]);
            } catch (NumberFormatException e) {
                throw new DataException(file + ":" + line + ": value " + (i + 1) + " is no number: " + cells[i], e);
            }
        }
        return values;
    }
}
