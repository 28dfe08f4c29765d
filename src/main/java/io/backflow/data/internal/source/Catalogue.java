// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;

/**
 * The published data sets that Backflow knows by name.
 *
 * <p>Each is one descriptor file of the project's folder {@code datasets}, {@code NAME.properties}, and a line of
 * {@code catalogue.txt} there; both are in the jar, beside this class. The program reads the first of the descriptor's
 * {@code files} and that file's {@code url}, {@code bytes} and {@code sha256}; the other keys are for people.
 */
public final class Catalogue {

    private static final String NAMES = "catalogue.txt";

    private Catalogue() {}

    /** Returns the names of all texts. */
    public static List<String> textNames() {
        return new String(bytes(NAMES), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    /**
     * Returns the text of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RemoteFile text(String name) {
        if (!textNames().contains(name)) {
            throw new IllegalArgumentException("no such text: " + name);
        }
        return described(name);
    }

    private static RemoteFile described(String dataset) {
        Properties descriptor = new Properties();
        try (Reader text = new InputStreamReader(resource(dataset + ".properties"), StandardCharsets.UTF_8)) {
            descriptor.load(text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        String file = value(descriptor, dataset, "files").split(" ", 2)[0];
        return new RemoteFile(
                dataset,
                file,
                URI.create(value(descriptor, dataset, file + ".url")),
                Long.parseLong(value(descriptor, dataset, file + ".bytes")),
                value(descriptor, dataset, file + ".sha256"));
    }

    private static String value(Properties descriptor, String dataset, String key) {
        String value = descriptor.getProperty(key);
        if (value == null) {
            throw new IllegalStateException("the descriptor of " + dataset + " lacks " + key);
        }
        return value;
    }

    private static byte[] bytes(String name) {
        try (InputStream in = resource(name)) {
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static InputStream resource(String name) {
        InputStream in = Catalogue.class.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException(name + " is not on the class path beside " + Catalogue.class.getName());
        }
        return in;
    }
}
