// SPDX-License-Identifier: Apache-2.0
package io.backflow.config;

import io.backflow.config.internal.RunName;
import io.backflow.setting.Rules;
import org.jspecify.annotations.Nullable;

/** The rules that every cell keeps. */
public final class CellRules {

    private static final int MOST_UNITS = 16_384;
    private static final int MOST_LAYERS = 16;

    private CellRules() {}

    /** Returns the rules that these settings break, for the cell to add its own and enforce. */
    public static Rules check(
            @Nullable String name, int units, int layers, @Nullable RecurrentWeightsConfig recurrentWeights) {
        Rules rules = RunName.checkPart(new Rules(), "name", name)
                .between("units", units, 1, MOST_UNITS)
                .between("layers", layers, 1, MOST_LAYERS);
        if (recurrentWeights instanceof RecurrentWeightsConfig.Sparse sparse) {
            rules.require(
                    sparse.nonZeros() <= units,
                    "recurrentWeights.nonZeros",
                    "must be at most the units, " + units,
                    sparse.nonZeros());
        }
        return rules;
    }
}
