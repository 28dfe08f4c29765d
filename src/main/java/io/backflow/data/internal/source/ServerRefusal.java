// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import java.io.IOException;

/** Says that a server answered and will answer the same next time. */
final class ServerRefusal extends IOException {

    private static final long serialVersionUID = 1L;

    ServerRefusal(String message) {
        super(message);
    }
}
