// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What a project gets that depends on Backflow and nothing else, as lines {@code group:artifact:version}. */
final class HostArtifacts {

    static final String RESOURCE = "host-project-gets.txt";

    private HostArtifacts() {}

    static Set<String> expected() {
        try (InputStream in = Objects.requireNonNull(HostArtifacts.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the artifact names alone. */
    static Set<String> expectedNames() {
        return expected().stream().map(line -> line.split(":", -1)[1]).collect(toSet());
    }
}
