// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.effect;

import java.util.List;
import java.util.stream.Stream;

/** All that bites, a section of the page each. */
final class Effects {

    private Effects() {}

    static List<Section> sections() {
        return List.of(
                new Section("Gradients on their way back", GradientEffects.all()),
                new Section("From gradient to update", UpdateEffects.all()),
                new Section("Cells and weights", CellEffects.all()),
                new Section("Listeners, scores and counts", HostEffects.all()));
    }

    static Stream<Effect> all() {
        return sections().stream().flatMap(section -> section.effects().stream());
    }

    /** Effects under one heading. */
    record Section(String title, List<Effect> effects) {}
}
