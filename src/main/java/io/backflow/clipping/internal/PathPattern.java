// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import java.util.regex.Pattern;

/**
 * Matches the paths of blocks: {@code *} any text without a slash, {@code **} any text, {@code ?} one character but a
 * slash, every other character itself.
 */
public final class PathPattern {

    private final Pattern pattern;

    /** Makes the matcher of a pattern. */
    public PathPattern(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (c == '*' && i + 1 < glob.length() && glob.charAt(i + 1) == '*') {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        this.pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /** Returns whether the pattern matches the whole of a path. */
    public boolean matches(String path) {
        return pattern.matcher(path).matches();
    }
}
