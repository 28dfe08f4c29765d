// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.archive;

import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.SequenceData;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;

/**
 * Classification of six kinds of control charts, see {@link SyntheticControl}.
 *
 * @param validationPerClass how many of the 50 training series of each class are set aside to validate on
 */
@TypeName(SyntheticControl.NAME)
public record SyntheticControlConfig(@Default("10") int validationPerClass) implements DataConfig {

    /** Checks the range. */
    public SyntheticControlConfig {
        new Rules()
                .between("validationPerClass", validationPerClass, 1, SyntheticControl.TRAINING - 1)
                .enforce();
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        return SyntheticControl.read(
                environment.file(SyntheticControl.NAME, "synthetic_control.data"), validationPerClass);
    }
}
