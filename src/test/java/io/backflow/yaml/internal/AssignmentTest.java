// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssignmentTest {

    private static final String FILE = """
            cells:
              - {type: lstm, units: 4}
              - gru
            clipping: none
            training: {iterations: 10}
            """;

    private static Node tree(String... assignments) {
        List<Node> trees = Arrays.stream(assignments)
                .map(text -> Assignment.of(text, Position.NOWHERE))
                .collect(
                        () -> new ArrayList<>(List.of(compose())),
                        (all, assignment) -> all.add(assignment.in(all.get(all.size() - 1))),
                        List::addAll);
        return trees.get(trees.size() - 1);
    }

    private static Node compose() {
        ConfigSource source = ConfigSource.of("a.yaml", FILE);
        return NodeComposer.compose(source, new Problems(source));
    }

    @Test
    void putsValuesIntoMappingsAndLists() {
        assertThat(Tree.leaves(tree(
                        "training.iterations=20",
                        "cells[0].units=8",
                        "cells.*.layers=2",
                        "clipping.maxNorm=1.5",
                        "flow.every=0",
                        "seeds=[1, 2]")))
                .containsEntry("training.iterations", "20")
                .containsEntry("cells[0].units", "8")
                .containsEntry("cells[0].layers", "2")
                .containsEntry("cells[1].type", "gru")
                .containsEntry("cells[1].layers", "2")
                .containsEntry("clipping.type", "none")
                .containsEntry("clipping.maxNorm", "1.5")
                .containsEntry("flow.every", "0")
                .containsEntry("seeds[1]", "2")
                .hasSize(11);
    }

    /** The last one of two for the same path counts, and a value may have an equals sign in it. */
    @Test
    void theLastOneCounts() {
        assertThat(Tree.leaves(tree("name=a", "name=b=c"))).containsEntry("name", "b=c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "units | --set units: must be a path, '=' and a value, such as training.iterations=100",
                "=4 | --set =4: must be a path, '=' and a value, such as training.iterations=100",
                "a..b=4 | --set a..b=4: has a path with nothing between two dots",
                "cells[2].units=4 | --set cells[2].units=4: cells is a list of 2: an element is a number from 0 to 1, or * for all, got '2'",
                "cells.units=4 | --set cells.units=4: cells is a list of 2: an element is a number from 0 to 1, or * for all, got 'units'"
            })
    void namesWhatCannotBe(String assignment, String message) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(
                        () -> YamlDocument.of(ConfigSource.of("a.yaml", FILE)).with("--set", List.of(assignment)))
                .withMessage("a.yaml: " + message);
    }

    @Test
    void aValueMustBeYaml() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(
                        () -> YamlDocument.of(ConfigSource.of("a.yaml", FILE)).with("--set", List.of("name=[a")))
                .withMessageStartingWith("a.yaml: --set name=[a: has a value that is not YAML: ");
    }
}
