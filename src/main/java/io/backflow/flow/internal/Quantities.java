// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.internal;

import io.backflow.flow.ContributionCapture;
import io.backflow.flow.GateQuantity;
import io.backflow.flow.JacobianCapture;
import io.backflow.flow.LagProfiles;
import io.backflow.setting.Extension;
import java.util.List;

/**
 * The catalogue of the quantities, in the order in which they are listed to a user. Norms are not among them: what
 * reads files records them anyway.
 */
public final class Quantities implements Extension {

    @Override
    public List<Class<? extends Record>> records() {
        return List.of(
                LagProfiles.class,
                GateQuantity.class,
                JacobianCapture.class,
                ContributionCapture.class);
    }
}
