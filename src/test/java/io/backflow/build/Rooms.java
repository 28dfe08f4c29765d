// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The table of the rooms: which package of ours may import which. A sub-package belongs to its room. */
final class Rooms {

    static final String ROOT = "io.backflow";

    /** Every other room may import these besides. */
    private static final Set<String> GROUND = Set.of("setting", "linalg", "statistics");

    /** The rooms that a host project uses, the way in at the root among them; the rest is the program. */
    static final Set<String> PLUG_IN = Set.of(
            "",
            "setting",
            "linalg",
            "statistics",
            "model",
            "gradient",
            "clipping",
            "recurrent",
            "flow",
            "regularizer",
            "audit",
            "record");

    private static final Set<String> MEASURES =
            Set.of("model", "gradient", "clipping", "recurrent", "flow", "regularizer");

    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            entry("setting", Set.of()),
            entry("linalg", Set.of()),
            entry("statistics", Set.of()),
            entry("model", Set.of()),
            entry("gradient", Set.of("model")),
            entry("clipping", Set.of("model", "gradient")),
            entry("recurrent", Set.of("model", "gradient")),
            entry("flow", Set.of("model", "gradient", "recurrent")),
            entry("regularizer", Set.of("model", "gradient", "recurrent")),
            entry("audit", Set.of("model", "gradient", "clipping", "recurrent")),
            entry("record", MEASURES),
            entry("", with(MEASURES, "audit", "record")),
            entry("yaml", Set.of()),
            entry("data", Set.of()),
            entry("config", with(MEASURES, "record", "yaml", "data")),
            entry("store", with(MEASURES, "record", "yaml", "data", "config")),
            entry("result", with(MEASURES, "record", "yaml", "data", "config", "store")),
            entry("run", with(MEASURES, "record", "yaml", "data", "config", "store", "result")),
            entry("advice", with(MEASURES, "record", "yaml", "data", "config", "store", "result", "run")),
            entry("surface", with(MEASURES, "record", "yaml", "config", "store")),
            entry("report", Set.of("record", "config", "store", "result", "advice")),
            entry(
                    "cli",
                    with(
                            MEASURES, "audit", "record", "yaml", "data", "config", "store", "result", "run", "advice",
                            "surface", "report")));

    private Rooms() {}

    private static Set<String> with(Set<String> rooms, String... more) {
        Set<String> all = new HashSet<>(rooms);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }

    /** Returns every room with what it may import besides the ground. */
    static Map<String, Set<String>> table() {
        return MAY_IMPORT;
    }

    static boolean isListed(String room) {
        return MAY_IMPORT.containsKey(room);
    }

    static boolean mayImport(String from, String to) {
        return from.equals(to)
                || (isListed(from) && !GROUND.contains(from) && GROUND.contains(to))
                || MAY_IMPORT.getOrDefault(from, Set.of()).contains(to);
    }

    static boolean isOurs(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(ROOT) || name.startsWith(ROOT + '.');
    }

    /** Returns the first part of the package below the root: empty for the root itself. */
    static String of(JavaClass type) {
        String name = type.getPackageName();
        if (name.equals(ROOT)) {
            return "";
        }
        String below = name.substring(ROOT.length() + 1);
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }
}
