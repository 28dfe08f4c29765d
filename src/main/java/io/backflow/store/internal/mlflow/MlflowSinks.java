// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal.mlflow;

import io.backflow.setting.internal.ProgramExtension;
import java.util.List;

/** Lists the sinks that only the program has. */
public final class MlflowSinks implements ProgramExtension {

    @Override
    public List<Class<? extends Record>> records() {
        return List.of(MlflowConfig.class);
    }
}
