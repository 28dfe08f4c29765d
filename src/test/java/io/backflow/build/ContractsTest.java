// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The test-jar for authors of policies has all that its classes need, and no class twice. */
class ContractsTest {

    private static final Pattern EXECUTION = Pattern.compile("<id>contracts</id>(.*?)</execution>", Pattern.DOTALL);
    private static final Pattern INCLUDE = Pattern.compile("<include>(.*?)</include>");

    /**
     * What the author of a policy has: the library and what that brings, and the test libraries that the page names.
     */
    private static final List<String> AT_HAND =
            List.of("java.", "org.deeplearning4j.", "org.nd4j.", "org.junit.jupiter.", "org.assertj.", "org.jspecify.");

    @Test
    void needsNoOtherClassOfOurTests() throws Exception {
        List<Path> files = files();
        assertThat(files).extracting(file -> file.getFileName().toString()).contains("PolicyContract.class");
        JavaClasses contracts = new ClassFileImporter().importPaths(files);
        for (JavaClass contract : contracts) {
            for (Dependency dependency : contract.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                assertThat(target.isPrimitive()
                                || contracts.contain(target.getName())
                                || isOfTheLibrary(target)
                                || AT_HAND.stream().anyMatch(target.getName()::startsWith))
                        .as(dependency.getDescription())
                        .isTrue();
            }
        }
    }

    @Test
    void everyIncludeMatchesOneClassAndItsParts() throws Exception {
        List<Path> files = files();
        for (String include : includes()) {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + include);
            assertThat(files).as(include).anyMatch(matcher::matches);
        }
        assertThat(files.stream().map(file -> file.getFileName().toString()).filter(name -> !name.contains("$")))
                .doesNotHaveDuplicates();
    }

    private static boolean isOfTheLibrary(JavaClass type) {
        return Files.exists(Path.of("target/classes", type.getName().replace('.', '/') + ".class"));
    }

    private static List<String> includes() throws IOException {
        String execution = EXECUTION
                .matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.joining());
        return INCLUDE.matcher(execution)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static List<Path> files() throws IOException {
        List<PathMatcher> matchers = includes().stream()
                .map(include -> FileSystems.getDefault().getPathMatcher("glob:" + include))
                .toList();
        try (Stream<Path> files = Files.walk(Path.of("target/test-classes"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> matchers.stream().anyMatch(matcher -> matcher.matches(file)))
                    .toList();
        }
    }
}
