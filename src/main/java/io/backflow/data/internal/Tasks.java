// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal;

import io.backflow.data.internal.archive.CylinderBellFunnelConfig;
import io.backflow.data.internal.archive.SyntheticControlConfig;
import io.backflow.data.internal.archive.TwoPatternsConfig;
import io.backflow.data.internal.csv.CsvConfig;
import io.backflow.data.internal.document.DocumentsConfig;
import io.backflow.data.internal.file.SequencesConfig;
import io.backflow.data.internal.image.MnistConfig;
import io.backflow.data.internal.language.LanguagesConfig;
import io.backflow.data.internal.music.PianoRollConfig;
import io.backflow.data.internal.series.SeriesConfig;
import io.backflow.data.internal.task.AddingConfig;
import io.backflow.data.internal.task.CopyConfig;
import io.backflow.data.internal.task.LongLagConfig;
import io.backflow.data.internal.task.MemorisationConfig;
import io.backflow.data.internal.task.MultiplicationConfig;
import io.backflow.data.internal.task.PermutationConfig;
import io.backflow.data.internal.task.ReberConfig;
import io.backflow.data.internal.task.TemporalOrderConfig;
import io.backflow.data.internal.text.TextConfig;
import io.backflow.setting.internal.ProgramExtension;
import java.util.List;

/** Lists the tasks and kinds of data that come with the program. */
public final class Tasks implements ProgramExtension {

    @Override
    public List<Class<? extends Record>> records() {
        return List.of(
                TemporalOrderConfig.class,
                AddingConfig.class,
                MultiplicationConfig.class,
                CopyConfig.class,
                MemorisationConfig.class,
                PermutationConfig.class,
                ReberConfig.class,
                LongLagConfig.class,
                CylinderBellFunnelConfig.class,
                TwoPatternsConfig.class,
                SyntheticControlConfig.class,
                LanguagesConfig.class,
                TextConfig.class,
                DocumentsConfig.class,
                CsvConfig.class,
                SequencesConfig.class,
                SeriesConfig.class,
                MnistConfig.class,
                PianoRollConfig.class);
    }
}
