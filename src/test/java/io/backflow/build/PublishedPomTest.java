// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.build.PomFile.Dependency;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the POMs that are published against the one that builds. */
class PublishedPomTest {

    private static final String PLUG_IN = "backflow";
    private static final String APP = "backflow-app";

    private final PomFile build = PomFile.read(Path.of("pom.xml"));

    PublishedPomTest() throws IOException {}

    private static PomFile published(String artifact) throws IOException {
        return PomFile.read(Path.of("src", "publish", artifact, "pom.xml"));
    }

    /** What the public repositories of Java ask for, and what must be the same wherever it stands. */
    @ParameterizedTest
    @ValueSource(strings = {PLUG_IN, APP})
    void saysWhatAPublicRepositoryAsksFor(String artifact) throws IOException {
        PomFile pom = published(artifact);
        assertThat(pom.at("artifactId")).isEqualTo(artifact);
        assertThat(pom.at("name")).startsWith("Backflow");
        assertThat(pom.at("description")).isNotEmpty();
        for (String same : List.of(
                "groupId",
                "version",
                "packaging",
                "url",
                "inceptionYear",
                "organization/name",
                "licenses/license/name",
                "licenses/license/url",
                "developers/developer/name",
                "developers/developer/organization",
                "scm/connection",
                "scm/developerConnection",
                "scm/url")) {
            assertThat(pom.at(same)).as(same).isNotEmpty().isEqualTo(build.at(same));
        }
    }

    /** A host's logging goes by the slf4j of its backend, which is nearer than DL4J's, and no nearer than ours were. */
    @Test
    void thePlugInBringsDeeplearning4jAlone() throws IOException {
        List<Dependency> dependencies = published(PLUG_IN).dependencies();
        assertThat(dependencies).extracting(Dependency::name).containsExactly("org.deeplearning4j:deeplearning4j-nn");
        assertThat(dependencies)
                .containsExactlyElementsOf(build.dependencies().stream()
                        .filter(each -> !each.optional() && !each.isTest())
                        .toList());
    }

    /** What the build manages does not reach a user: the program's POM names it. */
    @Test
    void theProgramBringsAllThatItIsBuiltWith() throws IOException {
        List<Dependency> expected = new ArrayList<>();
        build.dependencies().stream()
                .filter(each -> !each.isTest())
                .map(each -> each.required(each.scope()))
                .forEach(expected::add);
        Set<String> named = expected.stream().map(Dependency::name).collect(Collectors.toSet());
        build.dependencies("dependencyManagement").stream()
                .filter(each -> !named.contains(each.name()))
                .map(each -> each.required("runtime"))
                .forEach(expected::add);
        assertThat(published(APP).dependencies()).containsExactlyElementsOf(expected);
    }
}
