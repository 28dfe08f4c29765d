// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The published data sets that Backflow knows by name.
 *
 * <p>Each is one descriptor file of the project's folder {@code datasets}, {@code NAME.properties}, and a line of
 * {@code catalogue.txt} there; both are in the jar, beside this class.
 */
public final class Catalogue {

    private static final String NAMES = "catalogue.txt";

    /** What has been read: every check of a configuration asks for names. */
    private static final Map<String, byte[]> FILES = new ConcurrentHashMap<>();

    private Catalogue() {}

    /** Returns the names of all data sets. */
    public static List<String> names() {
        return new String(bytes(NAMES), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    /** Returns the names of all texts, which are data sets whose descriptor names the one file that is the text. */
    public static List<String> textNames() {
        return names().stream()
                .filter(name -> descriptor(name).getProperty("text") != null)
                .toList();
    }

    /**
     * Returns the data set of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Dataset dataset(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException("no such data set: " + name);
        }
        return described(name, descriptor(name));
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
        return dataset(name).file(value(descriptor(name), name, "text")).orElseThrow();
    }

    /** Returns what a descriptor says. */
    static Dataset described(String name, Properties descriptor) {
        Dataset.Archive archive = archive(descriptor, name);
        return new Dataset(
                name,
                value(descriptor, name, "title"),
                value(descriptor, name, "about"),
                value(descriptor, name, "licence"),
                value(descriptor, name, "citation"),
                value(descriptor, name, "splits"),
                value(descriptor, name, "source"),
                descriptor.getProperty("task", ""),
                archive,
                Stream.of(value(descriptor, name, "files").split(" +"))
                        .map(file -> file(descriptor, name, file, archive))
                        .toList());
    }

    private static Dataset.@Nullable Archive archive(Properties descriptor, String dataset) {
        String archive = descriptor.getProperty("archive");
        return archive == null
                ? null
                : new Dataset.Archive(
                        archive,
                        URI.create(value(descriptor, dataset, "archive.url")),
                        value(descriptor, dataset, "archive.folder"),
                        Long.parseLong(value(descriptor, dataset, "archive.maxBytes")));
    }

    private static RemoteFile file(
            Properties descriptor, String dataset, String file, Dataset.@Nullable Archive archive) {
        return new RemoteFile(
                dataset,
                file,
                archive == null ? URI.create(value(descriptor, dataset, file + ".url")) : archive.source(),
                Long.parseLong(value(descriptor, dataset, file + ".bytes")),
                value(descriptor, dataset, file + ".sha256"));
    }

    private static Properties descriptor(String dataset) {
        Properties descriptor = new Properties();
        try {
            descriptor.load(new StringReader(new String(bytes(dataset + ".properties"), StandardCharsets.UTF_8)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return descriptor;
    }

    private static String value(Properties descriptor, String dataset, String key) {
        String value = descriptor.getProperty(key);
        if (value == null) {
            throw new IllegalStateException("the descriptor of " + dataset + " lacks " + key);
        }
        return value;
    }

    private static byte[] bytes(String name) {
        return FILES.computeIfAbsent(name, Catalogue::read);
    }

    private static byte[] read(String name) {
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
