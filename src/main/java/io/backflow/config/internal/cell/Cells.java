// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal.cell;

import io.backflow.setting.internal.ProgramExtension;
import java.util.List;

/** Lists the recurrent cells that come with the program. */
public final class Cells implements ProgramExtension {

    @Override
    public List<Class<? extends Record>> records() {
        return List.of(SimpleRnnCell.class, LstmCell.class, GruCell.class);
    }
}
