// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.setting.Rules;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names that run directories and their parts may have: safe as paths on every platform, readable in a table. */
public final class RunName {

    /** Leaves room for a number behind it, and far below what file systems allow. */
    private static final int LONGEST_FITTED = 80;

    private static final String PART = "[a-z0-9][a-z0-9._-]{0,99}";
    private static final Pattern NAME = Pattern.compile(PART + "(/" + PART + ")*");
    private static final Pattern UNFIT = Pattern.compile("[^a-z0-9._-]+");
    private static final Pattern UNFIT_START = Pattern.compile("^[^a-z0-9]+");
    private static final Pattern UNFIT_END = Pattern.compile("[^a-z0-9]+$");
    private static final Pattern EXTENSION = Pattern.compile("\\.ya?ml$", Pattern.CASE_INSENSITIVE);

    /** What a run is called that nobody named, or with not a single usable character. */
    private static final String NAMELESS = "run";

    private RunName() {}

    /** Requires a name of one or more parts, or none. */
    public static Rules check(Rules rules, String setting, @Nullable String name) {
        return require(rules, setting, name, NAME, "or several such parts with slashes between");
    }

    /** Requires a name of one part, or none. */
    public static Rules checkPart(Rules rules, String setting, @Nullable String name) {
        return require(rules, setting, name, Pattern.compile(PART), "and nothing else");
    }

    /** Returns the name, or the one of a run that has been given none. */
    public static String orDefault(@Nullable String name) {
        return name == null ? NAMELESS : name;
    }

    /** Returns the name that a file gives to its run. */
    public static String of(Path file) {
        Path base = file.getFileName();
        return base == null
                ? NAMELESS
                : fitted(EXTENSION.matcher(base.toString()).replaceFirst(""));
    }

    /** Makes a text fit to be one part of a name. */
    static String fitted(String text) {
        String hyphened = UNFIT.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("-");
        String started = UNFIT_START.matcher(hyphened).replaceFirst("");
        String cut = started.substring(0, Math.min(started.length(), LONGEST_FITTED));
        String fitted = UNFIT_END.matcher(cut).replaceFirst("");
        return fitted.isEmpty() ? NAMELESS : fitted;
    }

    private static Rules require(Rules rules, String setting, @Nullable String name, Pattern pattern, String rest) {
        return rules.require(
                name == null || pattern.matcher(name).matches(),
                setting,
                "must be a lower-case letter or digit, then up to 99 of these, dots, hyphens and underscores, " + rest,
                "'" + name + "'");
    }
}
