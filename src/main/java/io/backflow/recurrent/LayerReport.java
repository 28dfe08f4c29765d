// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

/**
 * What became of one layer.
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
