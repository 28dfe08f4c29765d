// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.archive;

import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.SequenceData;
import io.backflow.setting.Default;
import io.backflow.setting.TypeName;

/**
 * Classification of the three shapes of the UCR archive's CBF, see {@link CylinderBellFunnel}.
 *
 * <p>The sizes are the archive's, which has no validation part. All parts are drawn once, the same in every run.
 *
 * @param trainSequences sequences to train on
 * @param validationSequences fixed sequences to validate on
 * @param testSequences fixed sequences to test on
 * @param dataSeed from which the sequences of all parts are drawn
 */
@TypeName(CylinderBellFunnel.NAME)
public record CylinderBellFunnelConfig(
        @Default("30") int trainSequences,
        @Default("300") int validationSequences,
        @Default("900") int testSequences,
        @Default("1") long dataSeed)
        implements DataConfig {

    /** Checks the ranges. */
    public CylinderBellFunnelConfig {
        ArchiveData.checkSizes(trainSequences, validationSequences, testSequences);
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        return ArchiveData.drawn(
                new CylinderBellFunnel(), trainSequences, validationSequences, testSequences, dataSeed);
    }
}
