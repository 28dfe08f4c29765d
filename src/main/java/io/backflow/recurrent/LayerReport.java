// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

/**
 * Whether the layer of this library was installed for one layer of a network, and why not.
 *
 * @param layer where it is: {@code 0 (lstm)} or {@code encoder/forward}
 * @param installed whether the engine runs it now
 * @param reason why it was kept, or what runs it
 */
public record LayerReport(String layer, boolean installed, String reason) {

    @Override
    public String toString() {
        return layer + ": " + (installed ? "installed, " : "kept, ") + reason;
    }
}
