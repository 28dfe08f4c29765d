// SPDX-License-Identifier: Apache-2.0
package host;

import io.backflow.setting.Extension;
import java.util.List;

/** Offers what the host has of its own. */
public final class HostExtension implements Extension {

    @Override
    public List<Class<? extends Record>> records() {
        return List.of(LinearCell.class, FirstNumberConfig.class, Turn.class, Peak.class, TallyConfig.class);
    }
}
