// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.store.internal.Versions;
import picocli.CommandLine.IVersionProvider;

/** Says which version this is. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "backflow " + Versions.backflow() + " (Java " + Runtime.version().feature() + ")"
        };
    }
}
