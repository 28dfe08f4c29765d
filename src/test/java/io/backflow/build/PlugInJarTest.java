// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds what the POM puts into the jar that a host project gets against the table of the rooms. */
class PlugInJarTest {

    private static final Pattern ROOM = Pattern.compile("<include>io/backflow/(\\w+)/\\*\\*</include>");

    @Test
    void theJarOfAHostProjectHasThePlugInRoomsAlone() throws IOException {
        Matcher included = ROOM.matcher(Files.readString(Path.of("pom.xml")));
        Set<String> rooms = new TreeSet<>();
        while (included.find()) {
            rooms.add(included.group(1));
        }

        assertThat(rooms).containsExactlyInAnyOrderElementsOf(named(Rooms.PLUG_IN));
    }

    /** The way in lies at the root, which has a line of its own. */
    private static Set<String> named(Set<String> rooms) {
        Set<String> named = new TreeSet<>(rooms);
        named.remove("");
        return named;
    }
}
