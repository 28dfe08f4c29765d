// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds what the POM puts into the jars that a host project gets against the table of the rooms. */
class PlugInJarTest {

    private static final Pattern ROOM = Pattern.compile("<include>io/backflow/(\\w+)/\\*\\*</include>");
    private static final Pattern UNDOCUMENTED =
            Pattern.compile("<excludePackageNames>\\$\\{undocumented}:(.*)</excludePackageNames>");

    @ParameterizedTest
    @ValueSource(strings = {"default-jar", "sources"})
    void theJarsOfAHostProjectHaveThePlugInRoomsAlone(String execution) throws IOException {
        String text = execution(execution);
        Matcher included = ROOM.matcher(text);
        Set<String> rooms = new TreeSet<>();
        while (included.find()) {
            rooms.add(included.group(1));
        }

        assertThat(rooms).containsExactlyInAnyOrderElementsOf(named(Rooms.PLUG_IN));
        assertThat(text)
                .contains("<include>META-INF/LICENSE</include>", "<include>META-INF/NOTICE</include>")
                .contains("<include>META-INF/services/io.backflow.setting.Extension</include>");
    }

    /** All that is public in the rooms of the program is left out of the Javadoc of a host project. */
    @Test
    void theJavadocOfAHostProjectHasThePlugInRoomsAlone() throws IOException {
        Matcher excluded = UNDOCUMENTED.matcher(execution("plug-in-javadoc"));
        assertThat(excluded.find()).isTrue();
        Set<String> hidden = new TreeSet<>(Arrays.asList(excluded.group(1).split(":", -1)));
        hidden.add("io.backflow.cli");
        Path sources = Path.of("src", "main", "java");
        try (Stream<Path> files = Files.walk(sources)) {
            assertThat(files.filter(file -> file.endsWith("package-info.java"))
                            .map(file -> sources.relativize(file.getParent()).toString())
                            .map(file -> file.replace(File.separatorChar, '.'))
                            .filter(name -> !name.contains("internal")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(
                                    hidden.stream().anyMatch(room -> (name + '.').startsWith(room + '.')))
                            .as(name)
                            .isEqualTo(!Rooms.PLUG_IN.contains(room(name))));
        }
    }

    /** Returns the name of a package's room, which is empty for the root. */
    private static String room(String name) {
        String[] parts = name.split("\\.", -1);
        return parts.length < 3 ? "" : parts[2];
    }

    private static String execution(String id) throws IOException {
        Matcher found = Pattern.compile("<id>" + id + "</id>(.*?)</execution>", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(found.find()).as(id).isTrue();
        return found.group(1);
    }

    /** The way in lies at the root, which has a line of its own. */
    private static Set<String> named(Set<String> rooms) {
        Set<String> named = new TreeSet<>(rooms);
        named.remove("");
        return named;
    }
}
