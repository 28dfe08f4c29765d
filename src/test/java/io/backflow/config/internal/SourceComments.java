// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.yaml.internal.RecordShape.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Javadoc of a configuration type, read from its source file, as plain text. */
final class SourceComments {

    private static final Pattern TAG = Pattern.compile("\\{@\\w+\\s+(?:#?[\\w.]*#)?([^{}]*)}");

    private static final Pattern DECLARATION = Pattern.compile("(?m)^ *(?:public |private |static )*record (\\w+)");

    private static final Pattern VALUE = Pattern.compile("\\{@value\\s+(\\w*)#(\\w+)}");

    private final String comment;

    private SourceComments(String comment) {
        this.comment = comment;
    }

    static SourceComments of(Class<?> type) {
        Class<?> outer = type.getNestHost();
        Path file = Path.of("src/main/java", outer.getName().replace('.', '/') + ".java");
        try {
            String source = Files.readString(file);
            // Of the comments before the declaration, the last: nothing but annotations may stand between.
            Matcher declared = Pattern.compile(
                            "/\\*\\*((?:(?!\\*/).)*)\\*/(?:\\s*@\\w+(?:\\([^)]*\\))?)*\\s*(?:public |static )*"
                                    + "(?:(?:sealed )?interface|record) " + type.getSimpleName() + "\\b",
                            Pattern.DOTALL)
                    .matcher(source);
            String comment = declared.find() ? declared.group(1).replaceAll("(?m)^\\s*\\* ?", "") : "";
            return new SourceComments(withValues(comment, outer, source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the constants of a comment in the place of their names. */
    private static String withValues(String comment, Class<?> in, String source) {
        return VALUE.matcher(comment).replaceAll(value -> {
            String owner = value.group(1).isEmpty() ? in.getName() : qualified(value.group(1), in, source);
            try {
                Field constant = Class.forName(owner).getDeclaredField(value.group(2));
                constant.setAccessible(true);
                return Matcher.quoteReplacement(String.valueOf(constant.get(null)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(in + " names a constant that is not there: " + value.group(), e);
            }
        });
    }

    /** Returns the source from the declaration of a record to that of the next. */
    static String body(Class<?> type) {
        try {
            String source = Files.readString(
                    Path.of("src/main/java", type.getNestHost().getName().replace('.', '/') + ".java"));
            Matcher declared = DECLARATION.matcher(source);
            while (declared.find()) {
                if (declared.group(1).equals(type.getSimpleName())) {
                    int from = declared.end();
                    return source.substring(from, declared.find() ? declared.start() : source.length());
                }
            }
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String qualified(String type, Class<?> in, String source) {
        Matcher imported =
                Pattern.compile("(?m)^import ([\\w.]+\\." + type + ");$").matcher(source);
        return imported.find() ? imported.group(1) : in.getPackageName() + "." + type;
    }

    /** Returns what the record that declares a setting says of it; empty if nothing. */
    static String of(Setting setting) {
        RecordComponent component = setting.component();
        return of(component.getDeclaringRecord()).parameter(component.getName());
    }

    /** Returns the first sentence. */
    String summary() {
        String text = plain(comment.split("(?m)^@", 2)[0].split("<p>|<pre>", 2)[0]);
        Matcher sentence = Pattern.compile("^.*?[.](?= [A-Z]|$)").matcher(text);
        return sentence.find() ? sentence.group() : text;
    }

    /** Returns what is said of a component; empty if nothing is. */
    String parameter(String name) {
        Matcher parameter =
                Pattern.compile("(?m)^@param " + name + " ((?:.|\\n(?!@))*)").matcher(comment);
        return parameter.find() ? plain(parameter.group(1)) : "";
    }

    private static String plain(String javadoc) {
        String text = javadoc;
        String before;
        do { // tags may be inside each other
            before = text;
            text = TAG.matcher(text).replaceAll("$1");
        } while (!text.equals(before));
        return text.replaceAll("<[^>]+>", "")
                .replace("&gt;", ">")
                .replace("&lt;", "<")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
