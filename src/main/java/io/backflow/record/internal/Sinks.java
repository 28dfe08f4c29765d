// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal;

import io.backflow.record.SinkConfig;
import io.backflow.setting.Extension;
import java.util.List;

/** The catalogue of the sinks, in the order in which they are listed to a user. */
public final class Sinks implements Extension {

    @Override
    public List<Class<? extends Record>> records() {
        return List.of(
                SinkConfig.JsonLinesFile.class,
                SinkConfig.CsvFile.class,
                SinkConfig.TensorBoardFiles.class,
                SinkConfig.LogLines.class);
    }
}
