// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal.mlflow;

import java.util.regex.Pattern;

/** Names that every version of MLflow takes: letters, digits and {@code _-. /}, and no path that means another. */
final class Names {

    private static final int LONGEST = 250;

    private static final Pattern INDEX = Pattern.compile("\\[([0-9]+)]");
    private static final Pattern FORBIDDEN = Pattern.compile("[^A-Za-z0-9_\\-. /]");

    /** A part of a path that is empty, or that leads elsewhere. */
    private static final Pattern MISLEADING = Pattern.compile("(?<=^|/)(\\.{0,2})(?=/|$)");

    private Names() {}

    /** Returns the name for a key: {@code cells[0].type} is {@code cells.0.type}. */
    static String of(String key) {
        String plain = FORBIDDEN.matcher(INDEX.matcher(key).replaceAll(".$1")).replaceAll("_");
        String name = MISLEADING.matcher(plain).replaceAll("_");
        return name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    }
}
