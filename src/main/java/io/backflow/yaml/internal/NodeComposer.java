// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.yaml.internal.Node.Scalar;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Builds the tree of one YAML document from the parser's events, within limits.
 *
 * <p>Works on events, not on the parser's own node tree, so that neither depth nor aliases can cost more than reading
 * the text: the tree grows on a stack of its own, and the first event beyond a limit ends it. Tags are refused, hence
 * nothing in the text can choose a Java type.
 */
public final class NodeComposer {

    /** In collections inside collections; the deepest configuration needs about 6. */
    static final int DEEPEST = 50;

    /** In values that stand in the tree through an alias; guards against aliases of aliases of aliases. */
    static final int MOST_ALIASED = 10_000;

    private static final Position START = new Position(1, 1);
    private static final String STANDARD_TAG = "tag:yaml.org,2002:";

    private final ConfigSource source;
    private final Problems problems;
    private final @Nullable Position fixed;
    private final Deque<OpenNode> open = new ArrayDeque<>();
    private final Map<String, Optional<Measured>> anchored = new HashMap<>();
    private int aliased;
    private @Nullable Node root;

    private NodeComposer(ConfigSource source, Problems problems, @Nullable Position fixed) {
        this.source = source;
        this.problems = problems;
        this.fixed = fixed;
    }

    /**
     * Returns the tree of a configuration; duplicate keys and tags are added to the problems.
     *
     * @throws ConfigException if the text is empty, not YAML, or beyond a limit
     */
    public static Node compose(ConfigSource source, Problems problems) {
        Node root = new NodeComposer(source, problems, null).run();
        if (root == null || isBlank(root)) {
            // A tag on nothing is reported as a tag.
            problems.enforce();
            throw new ConfigException(source.name(), Problem.ofFile("is empty"));
        }
        return root;
    }

    private static boolean isBlank(Node root) {
        return root instanceof Scalar scalar && scalar.plain() && scalar.text().isEmpty();
    }

    /** Returns the tree of a default, all of it at the position of the setting that was left out. */
    public static Node composeDefault(String yaml, Position at) {
        ConfigSource source = ConfigSource.of("the default '" + yaml + "'", yaml);
        Problems problems = new Problems(source);
        Node root = new NodeComposer(source, problems, at).run();
        problems.enforce();
        return root == null ? new Scalar(at, "", true) : root;
    }

    private @Nullable Node run() {
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(ConfigSource.LARGEST).build();
        Event last = null;
        try {
            for (Event event : new Parse(settings).parseString(source.text())) {
                accept(event);
                last = event;
            }
        } catch (YamlEngineException e) {
            throw SyntaxProblem.of(e, source, problems);
        } catch (IllegalArgumentException e) {
            // The parser's own oversight: an escape such as \UFFFFFFFF that is no character.
            throw problems.fatal(last == null ? START : at(last), "not valid YAML after this: " + e.getMessage());
        }
        return root;
    }

    private void accept(Event event) {
        if (event instanceof DocumentStartEvent && root != null) {
            throw problems.fatal(at(event), "a second document begins here; a configuration is one document");
        } else if (event instanceof ScalarEvent scalar) {
            refuse(scalar.getTag(), scalar);
            place(leaf(new Scalar(at(scalar), scalar.getValue(), scalar.isPlain())), anchor(scalar));
        } else if (event instanceof CollectionStartEvent start) {
            refuse(start.getTag(), start);
            open(start);
        } else if (event instanceof CollectionEndEvent) {
            OpenNode closed = open.pop();
            place(closed.close(), closed.anchor());
        } else if (event instanceof AliasEvent alias) {
            place(resolve(alias), null);
        }
    }

    private void open(CollectionStartEvent start) {
        if (open.size() == DEEPEST) {
            throw tooDeep(at(start));
        }
        String anchor = anchor(start);
        if (anchor != null) {
            // Known but unfinished: an alias to it from inside would be a cycle.
            anchored.put(anchor, Optional.empty());
        }
        open.push(new OpenNode(at(start), start instanceof MappingStartEvent, anchor, problems));
    }

    private void place(Measured node, @Nullable String anchor) {
        if (anchor != null) {
            anchored.put(anchor, Optional.of(node));
        }
        OpenNode parent = open.peek();
        if (parent == null) {
            root = node.node();
        } else {
            parent.add(node);
        }
    }

    private Measured resolve(AliasEvent alias) {
        String name = alias.getAlias().getValue();
        Position at = at(alias);
        Optional<Measured> target = anchored.get(name);
        if (target == null) {
            throw problems.fatal(at, "alias '*" + name + "' has no anchor '&" + name + "' before it");
        }
        Measured node =
                target.orElseThrow(() -> problems.fatal(at, "alias '*" + name + "' stands inside its own anchor"));
        aliased += node.size();
        if (aliased > MOST_ALIASED) {
            throw problems.fatal(at, "aliases repeat more than " + MOST_ALIASED + " values");
        }
        if (open.size() + node.height() > DEEPEST) {
            throw tooDeep(at);
        }
        return node;
    }

    private ConfigException tooDeep(Position at) {
        return problems.fatal(at, "nested more than " + DEEPEST + " levels deep");
    }

    private void refuse(Optional<String> tag, Event event) {
        tag.ifPresent(given -> {
            String shown = given.startsWith(STANDARD_TAG) ? "!!" + given.substring(STANDARD_TAG.length()) : given;
            problems.add(at(event), "explicit tag " + Scalar.quoted(shown) + " is not allowed");
        });
    }

    private Position at(Event event) {
        return fixed != null
                ? fixed
                : event.getStartMark()
                        .map(mark -> new Position(mark.getLine() + 1, mark.getColumn() + 1))
                        .orElse(Position.NOWHERE);
    }

    private static @Nullable String anchor(NodeEvent event) {
        return event.getAnchor().map(anchor -> anchor.getValue()).orElse(null);
    }

    private static Measured leaf(Node node) {
        return new Measured(node, 1, 0);
    }

    /**
     * A node with what an alias to it would add to the tree.
     *
     * @param size in values, aliases followed
     * @param height in collections inside each other, aliases followed
     */
    record Measured(Node node, int size, int height) {}
}
