// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.csv;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the files are. A part without a folder of its own is set aside from the training folder.
 *
 * @param pattern which files of a folder are read, as a glob: {@code *.csv}
 * @param validationFraction share of the training folder's sequences, used where there is no validation folder
 * @param testFraction share of the training folder's sequences, used where there is no test folder
 */
public record CsvSource(
        Path training,
        @Nullable Path validation,
        @Nullable Path test,
        String pattern,
        double validationFraction,
        double testFraction) {}
