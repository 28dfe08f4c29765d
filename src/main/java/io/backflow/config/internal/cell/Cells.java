package io.backflow.config.internal.cell;

import io.backflow.setting.Extension;
import java.util.List;

/** Lists the recurrent cells that come with the program. */
public final class Cells implements Extension {

    @Override
    public List<Class<? extends Record>> records() {
        return List.of(SimpleRnnCell.class, LstmCell.class, GruCell.class);
    }
}
