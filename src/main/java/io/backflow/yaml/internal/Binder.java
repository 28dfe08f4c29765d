// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.yaml.internal.Node.Entry;
import io.backflow.yaml.internal.Node.Mapping;
import io.backflow.yaml.internal.Node.Scalar;
import io.backflow.yaml.internal.Node.Sequence;
import io.backflow.yaml.internal.RecordShape.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Binds a tree to records and goes on after a problem: a record with a broken component is not constructed, but all
 * that stands beside it is still checked, by the record's rules too.
 *
 * <p>What is built follows from the record classes alone. The tree only chooses among the records of an interface, by
 * name.
 */
public final class Binder {

    private final Problems problems;
    private final NameAdvice advice;
    private final ScalarBinder scalars;
    private final KeyCheck keys;
    private final StandIns standIns;
    private final RecordMaker maker;

    /** The record that no other needs. */
    private @Nullable RecordShape outermost;

    /** @param advice what to say of unknown names besides what is known */
    public Binder(Problems problems, NameAdvice advice) {
        this(problems, advice, new StandIns());
    }

    Binder(Problems problems, NameAdvice advice, StandIns standIns) {
        this.problems = problems;
        this.advice = advice;
        this.scalars = new ScalarBinder(problems);
        this.keys = new KeyCheck(problems, advice);
        this.standIns = standIns;
        this.maker = new RecordMaker(problems, standIns);
    }

    /**
     * Returns the record that a document describes.
     *
     * @throws ConfigException with every problem found so far, in the tree's making too
     */
    public <T extends Record> T bind(Class<T> type, Node root) {
        if (!(root instanceof Mapping)) {
            problems.add(root.at(), "a configuration must be a mapping of keys to values, got " + root.shown());
        }
        outermost = RecordShape.of(type);
        Bound bound = root instanceof Mapping mapping
                ? record(type, mapping, new Place("", mapping.at()), false)
                : Bound.BROKEN;
        problems.enforce();
        return type.cast(Objects.requireNonNull(bound.value()));
    }

    Bound value(Type type, Node node, Place place) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return list(list.getActualTypeArguments()[0], node, place);
        }
        if (type instanceof Class<?> plain) {
            if (ScalarBinder.binds(plain)) {
                return scalars.bind(plain, node, place.path()).map(Bound::of).orElse(Bound.BROKEN);
            } else if (plain.isRecord()) {
                return plainRecord(plain, node, place);
            } else if (plain.isInterface()) {
                return chosen(Choices.of(plain), node, place);
            }
        }
        throw new IllegalStateException("a setting cannot be of type " + type.getTypeName());
    }

    private Bound list(Type elementType, Node node, Place place) {
        if (!(node instanceof Sequence sequence)) {
            return wrong(node, place, "must be a list, got " + node.shown());
        }
        List<Bound> elements = new ArrayList<>();
        for (int i = 0; i < sequence.elements().size(); i++) {
            Node element = sequence.elements().get(i);
            elements.add(value(elementType, element, new Place(place.path() + "[" + i + "]", element.at())));
        }
        if (elements.stream().allMatch(Bound::whole)) {
            return Bound.of(elements.stream().map(Bound::value).toList());
        }
        return Bound.broken(standIns(elements));
    }

    /** Returns lists that are as long, so that an index in a message is that of the file. */
    private static List<Object> standIns(List<Bound> elements) {
        int most = elements.stream()
                .mapToInt(element -> element.candidates().size())
                .max()
                .orElse(0);
        if (elements.stream().anyMatch(element -> element.candidates().isEmpty())) {
            return List.of();
        }
        List<Object> lists = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            List<@Nullable Object> list = new ArrayList<>();
            for (Bound element : elements) {
                list.add(element.candidates().get(i % element.candidates().size()));
            }
            lists.add(list);
        }
        return lists;
    }

    private Bound plainRecord(Class<?> type, Node node, Place place) {
        if (node instanceof Mapping mapping) {
            return record(type, mapping, place, false);
        }
        return RecordShape.of(type).unwrapped().isPresent()
                ? shortForm(RecordShape.of(type), node, place)
                : wrong(node, place, "must be a mapping, got " + node.shown());
    }

    /** Binds what is unwrapped alone; all else of the record is absent. */
    private Bound shortForm(RecordShape shape, Node node, Place place) {
        Mapping nothing = new Mapping(node.at(), Map.of());
        return components(shape, nothing, place, unwrapped -> value(unwrapped.type(), node, place));
    }

    /** Binds what stands in the record's own mapping, apart from the record's own keys. */
    private Bound unwrapped(RecordShape shape, Setting unwrapped, Mapping mapping, Place place) {
        Map<String, Entry> rest = new LinkedHashMap<>(mapping.entries());
        shape.names().forEach(rest::remove);
        boolean othersOnly = rest.isEmpty() && !mapping.entries().isEmpty();
        String yaml = unwrapped.defaultYaml();
        return othersOnly && yaml != null
                ? value(unwrapped.type(), NodeComposer.composeDefault(yaml, place.owner()), place)
                : value(unwrapped.type(), new Mapping(mapping.at(), rest), place.inside(shape));
    }

    /** Binds {@code {type: NAME, ...}} or a short form: the name alone, or the value of the choice that is a scalar. */
    private Bound chosen(Choices choices, Node node, Place place) {
        if (node instanceof Mapping mapping) {
            Entry type = mapping.entries().get(Choices.TYPE);
            if (type == null) {
                return typeMissing(choices, mapping, place);
            }
            return chosen(choices, type.value(), place.child(Choices.TYPE), mapping, place);
        }
        if (choices.scalar() != null && !(node instanceof Scalar name && choices.get(name.text()) != null)) {
            return ofScalar(RecordShape.of(choices.scalar()), node, place);
        }
        return chosen(choices, node, place.path(), new Mapping(node.at(), Map.of()), place);
    }

    private Bound ofScalar(RecordShape shape, Node node, Place place) {
        Setting only = shape.settings().get(0);
        Bound value = value(only.type(), node, place);
        List<Object> records = (value.candidates().isEmpty() ? standIns.of(only) : value.candidates())
                .stream()
                        .map(each -> shape.construct(new @Nullable Object[] {each}))
                        .toList();
        return value.whole() ? Bound.of(records.get(0)) : Bound.broken(records);
    }

    private Bound typeMissing(Choices choices, Mapping mapping, Place place) {
        problems.add(
                place.owner(),
                place.child(Choices.TYPE) + " is missing; it must be one of [" + String.join(", ", choices.names())
                        + "]");
        keys.checkWithoutType(mapping, place);
        return Bound.broken(standIns.of(choices));
    }

    private Bound chosen(Choices choices, Node name, String namePath, Mapping mapping, Place place) {
        Class<?> type = name instanceof Scalar scalar ? choices.get(scalar.text()) : null;
        if (type == null) {
            Optional<String> advised = name instanceof Scalar scalar
                    ? advice.ofChoice(choices.type(), scalar.text(), mapping)
                    : Optional.empty();
            problems.add(
                    name.at(),
                    namePath + " "
                            + advised.map(said -> ScalarBinder.oneOf(choices.names(), name, said))
                                    .orElseGet(() -> ScalarBinder.oneOf(choices.names(), name)));
            return Bound.broken(standIns.of(choices));
        }
        boolean unwraps = RecordShape.of(type).unwrapped().isPresent();
        return record(type, unwraps ? withoutType(mapping) : mapping, place, true);
    }

    /** What is unwrapped does not know the key that chose the record around it. */
    private static Mapping withoutType(Mapping mapping) {
        Map<String, Entry> rest = new LinkedHashMap<>(mapping.entries());
        rest.remove(Choices.TYPE);
        return new Mapping(mapping.at(), rest);
    }

    private Bound record(Class<?> type, Mapping mapping, Place place, boolean chosen) {
        RecordShape shape = RecordShape.of(type);
        if (shape.unwrapped().isEmpty()) { // otherwise whoever binds the rest of the mapping knows all of its keys
            keys.check(shape, mapping, place, chosen);
        }
        return components(shape, mapping, place, unwrapped -> unwrapped(shape, unwrapped, mapping, place));
    }

    private Bound components(RecordShape shape, Mapping mapping, Place place, Function<Setting, Bound> unwrapped) {
        List<Bound> components = new ArrayList<>();
        for (Setting setting : shape.settings()) {
            Entry entry = mapping.entries().get(setting.name());
            if (!setting.unwrapped() && isAbsent(setting, entry)) {
                components.add(Bound.ABSENT);
                continue;
            }
            Bound bound = setting.unwrapped() ? unwrapped.apply(setting) : component(setting, entry, place);
            components.add(bound.candidates().isEmpty() ? Bound.broken(standIns.of(setting)) : bound);
        }
        return maker.make(shape, components, mapping, place, shape == outermost);
    }

    private Bound component(Setting setting, @Nullable Entry entry, Place place) {
        return entry == null
                ? defaultValue(setting, place)
                : value(setting.type(), entry.value(), new Place(place.child(setting.name()), entry.keyAt()));
    }

    private static boolean isAbsent(Setting setting, @Nullable Entry entry) {
        return setting.nullable() && (entry == null || isNull(entry.value()));
    }

    private static boolean isNull(Node node) {
        return node instanceof Scalar scalar && scalar.isNull();
    }

    private Bound defaultValue(Setting setting, Place place) {
        String path = place.child(setting.name());
        if (setting.defaultYaml() == null) {
            problems.add(place.owner(), path + " is missing");
            return Bound.BROKEN;
        }
        Node node = NodeComposer.composeDefault(setting.defaultYaml(), place.owner());
        return value(setting.type(), node, new Place(path, place.owner()));
    }

    private Bound wrong(Node node, Place place, String message) {
        problems.add(node.at(), place.path() + " " + message);
        return Bound.BROKEN;
    }
}
