// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page about the rooms says what the table of the rooms says. */
class RoomsPageTest {

    /** The room, what lives there, and what it may import. */
    private static final Pattern ROW =
            Pattern.compile("^\\| `([^`|]+)` \\| [^|]+ \\|((?: `[^`|]+`,?)*) \\|$", Pattern.MULTILINE);

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    @Test
    void hasEveryRoomAndWhatItMayImport() throws IOException {
        Map<String, Set<String>> page = new TreeMap<>();
        ROW.matcher(Files.readString(Path.of("docs/architecture.md")))
                .results()
                .forEach(row -> assertThat(page.put(room(row), names(row.group(2))))
                        .as("a second row of %s", room(row))
                        .isNull());
        assertThat(page).isEqualTo(Rooms.table());
    }

    private static String room(MatchResult row) {
        return row.group(1).equals(Rooms.ROOT) ? "" : row.group(1);
    }

    private static Set<String> names(String cell) {
        return NAME.matcher(cell).results().map(name -> name.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }
}
