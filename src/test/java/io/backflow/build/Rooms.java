package io.backflow.build;

import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Map;
import java.util.Set;

/** The table of the rooms: which package of ours may import which. A sub-package belongs to its room. */
final class Rooms {

    static final String ROOT = "io.backflow";

    /** Every other room may import these besides. */
    private static final Set<String> GROUND = Set.of("setting", "linalg", "statistics");

    /** The rooms that a host project uses; the rest is the program. */
    static final Set<String> PLUG_IN =
            Set.of("setting", "linalg", "statistics", "gradient", "clipping", "recurrent", "flow", "record");

    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            entry("setting", Set.of()),
            entry("linalg", Set.of()),
            entry("statistics", Set.of()),
            entry("gradient", Set.of()),
            entry("clipping", Set.of("gradient")),
            entry("recurrent", Set.of("gradient")),
            entry("flow", Set.of("recurrent", "gradient")),
            entry("record", Set.of("gradient", "clipping", "flow")),
            entry("data", Set.of()),
            entry("config", Set.of("gradient", "clipping", "recurrent", "flow", "data")),
            entry("experiment", Set.of("gradient", "clipping", "recurrent", "flow", "record", "data", "config")),
            entry("report", Set.of("experiment", "record", "config")),
            entry(
                    "cli",
                    Set.of(
                            "gradient",
                            "clipping",
                            "recurrent",
                            "flow",
                            "record",
                            "data",
                            "config",
                            "experiment",
                            "report")));

    private Rooms() {}

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
