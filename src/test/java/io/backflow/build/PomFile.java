// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** A POM as it is written, with its own properties filled in. */
final class PomFile {

    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([\\w.-]+)}");

    private final Element project;
    private final Map<String, String> properties = new HashMap<>();

    private PomFile(Element project) {
        this.project = project;
        children(project, "properties")
                .forEach(each ->
                        children(each, "*").forEach(property -> properties.put(property.getTagName(), text(property))));
    }

    static PomFile read(Path file) throws IOException {
        try {
            return new PomFile(DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("cannot read " + file, e);
        }
    }

    /** Returns the text at a path of tags such as {@code licenses/license/name}; nothing where there is none. */
    String at(String path) {
        List<Element> found = List.of(project);
        for (String tag : path.split("/", -1)) {
            found = found.stream().flatMap(each -> children(each, tag).stream()).toList();
        }
        return found.isEmpty() ? "" : text(found.get(0));
    }

    /** Returns the dependencies, or those that are managed, in their order. */
    List<Dependency> dependencies(String... path) {
        List<Element> found = List.of(project);
        for (String tag : path) {
            found = found.stream().flatMap(each -> children(each, tag).stream()).toList();
        }
        return found.stream()
                .flatMap(each -> children(each, "dependencies").stream())
                .flatMap(each -> children(each, "dependency").stream())
                .map(this::dependency)
                .toList();
    }

    private Dependency dependency(Element element) {
        List<String> exclusions = children(element, "exclusions").stream()
                .flatMap(each -> children(each, "exclusion").stream())
                .map(each -> field(each, "groupId") + ':' + field(each, "artifactId"))
                .toList();
        return new Dependency(
                field(element, "groupId") + ':' + field(element, "artifactId"),
                field(element, "version"),
                field(element, "scope"),
                field(element, "optional").equals("true"),
                exclusions);
    }

    private String field(Element element, String tag) {
        List<Element> found = children(element, tag);
        return found.isEmpty() ? "" : text(found.get(0));
    }

    private String text(Element element) {
        return PROPERTY.matcher(element.getTextContent().strip())
                .replaceAll((MatchResult match) -> properties.getOrDefault(match.group(1), "?" + match.group(1)));
    }

    private static List<Element> children(Element parent, String tag) {
        List<Element> found = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element
                    && (tag.equals("*") || element.getTagName().equals(tag))) {
                found.add(element);
            }
        }
        return found;
    }

    /**
     * One dependency.
     *
     * @param name group and artifact
     * @param scope empty for compile
     */
    record Dependency(String name, String version, String scope, boolean optional, List<String> exclusions) {

        boolean isTest() {
            return scope.equals("test");
        }

        /** Returns the same as a user gets it. */
        Dependency required(String newScope) {
            return new Dependency(name, version, newScope, false, exclusions);
        }
    }
}
