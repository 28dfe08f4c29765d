// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.setting.InvalidSettingException;
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
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Binds a tree to records and goes on after a problem: a record with a broken component is not constructed, but all
 * that stands beside it is still checked.
 *
 * <p>What is built follows from the record classes alone. The tree only chooses among the records of an interface, by
 * name.
 */
public final class Binder {

    private final Problems problems;
    private final NameAdvice advice;
    private final ScalarBinder scalars;

    /** @param advice what to say of unknown names besides what is known */
    public Binder(Problems problems, NameAdvice advice) {
        this.problems = problems;
        this.advice = advice;
        this.scalars = new ScalarBinder(problems);
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
        Optional<Object> bound = root instanceof Mapping mapping
                ? record(type, mapping, new Place("", mapping.at()), false)
                : Optional.empty();
        problems.enforce();
        return type.cast(bound.orElseThrow());
    }

    private Optional<Object> value(Type type, Node node, Place place) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return list(list.getActualTypeArguments()[0], node, place);
        }
        if (type instanceof Class<?> plain) {
            if (ScalarBinder.binds(plain)) {
                return scalars.bind(plain, node, place.path());
            } else if (plain.isRecord()) {
                return plainRecord(plain, node, place);
            } else if (plain.isInterface()) {
                return chosen(Choices.of(plain), node, place);
            }
        }
        throw new IllegalStateException("a setting cannot be of type " + type.getTypeName());
    }

    private Optional<Object> list(Type elementType, Node node, Place place) {
        if (!(node instanceof Sequence sequence)) {
            return wrong(node, place, "must be a list, got " + node.shown());
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < sequence.elements().size(); i++) {
            Node element = sequence.elements().get(i);
            value(elementType, element, new Place(place.path() + "[" + i + "]", element.at()))
                    .ifPresent(values::add);
        }
        boolean whole = values.size() == sequence.elements().size();
        return whole ? Optional.of(List.copyOf(values)) : Optional.empty();
    }

    private Optional<Object> plainRecord(Class<?> type, Node node, Place place) {
        if (node instanceof Mapping mapping) {
            return record(type, mapping, place, false);
        }
        return RecordShape.of(type).unwrapped().isPresent()
                ? shortForm(RecordShape.of(type), node, place)
                : wrong(node, place, "must be a mapping, got " + node.shown());
    }

    /** Binds what is unwrapped alone; all else of the record is absent. */
    private Optional<Object> shortForm(RecordShape shape, Node node, Place place) {
        Mapping nothing = new Mapping(node.at(), Map.of());
        return components(shape, nothing, place, unwrapped -> value(unwrapped.type(), node, place));
    }

    /** Binds what stands in the record's own mapping, apart from the record's own keys. */
    private Optional<Object> unwrapped(RecordShape shape, Setting unwrapped, Mapping mapping, Place place) {
        Map<String, Entry> rest = new LinkedHashMap<>(mapping.entries());
        shape.names().forEach(rest::remove);
        boolean othersOnly = rest.isEmpty() && !mapping.entries().isEmpty();
        String yaml = unwrapped.defaultYaml();
        return othersOnly && yaml != null
                ? value(unwrapped.type(), NodeComposer.composeDefault(yaml, place.owner()), place)
                : value(unwrapped.type(), new Mapping(mapping.at(), rest), place.inside(shape));
    }

    /** Binds {@code {type: NAME, ...}} or a short form: the name alone, or the value of the choice that is a scalar. */
    private Optional<Object> chosen(Choices choices, Node node, Place place) {
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

    private Optional<Object> ofScalar(RecordShape shape, Node node, Place place) {
        return value(shape.settings().get(0).type(), node, place).map(value -> shape.construct(new Object[] {value}));
    }

    private Optional<Object> typeMissing(Choices choices, Mapping mapping, Place place) {
        problems.add(
                place.owner(),
                place.child(Choices.TYPE) + " is missing; it must be one of [" + String.join(", ", choices.names())
                        + "]");
        // Which keys are known is not, but this one can be recognised.
        List<String> known = place.known(List.of());
        known.add(0, Choices.TYPE);
        mapping.entries().forEach((name, entry) -> {
            if (Suggestion.nearest(name, known) != null
                    || advice.ofKey(name, mapping).isPresent()) {
                problems.add(entry.keyAt(), unknownKey(name, known, mapping));
            }
        });
        return Optional.empty();
    }

    private Optional<Object> chosen(Choices choices, Node name, String namePath, Mapping mapping, Place place) {
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
            return Optional.empty();
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

    private Optional<Object> record(Class<?> type, Mapping mapping, Place place, boolean chosen) {
        RecordShape shape = RecordShape.of(type);
        if (shape.unwrapped().isEmpty()) { // otherwise whoever binds the rest of the mapping knows all of its keys
            checkKeys(shape, mapping, place, chosen);
        }
        return components(shape, mapping, place, unwrapped -> unwrapped(shape, unwrapped, mapping, place));
    }

    private Optional<Object> components(
            RecordShape shape, Mapping mapping, Place place, Function<Setting, Optional<Object>> unwrapped) {
        @Nullable Object[] values = new Object[shape.settings().size()];
        boolean whole = true;
        for (int i = 0; i < values.length; i++) {
            Setting setting = shape.settings().get(i);
            Entry entry = mapping.entries().get(setting.name());
            if (!setting.unwrapped() && isAbsent(setting, entry)) {
                continue;
            }
            Optional<Object> value = setting.unwrapped() ? unwrapped.apply(setting) : component(setting, entry, place);
            values[i] = value.orElse(null);
            whole &= value.isPresent();
        }
        return whole ? construct(shape, values, mapping, place) : Optional.empty();
    }

    private Optional<Object> component(Setting setting, @Nullable Entry entry, Place place) {
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

    private Optional<Object> defaultValue(Setting setting, Place place) {
        String path = place.child(setting.name());
        if (setting.defaultYaml() == null) {
            problems.add(place.owner(), path + " is missing");
            return Optional.empty();
        }
        Node node = NodeComposer.composeDefault(setting.defaultYaml(), place.owner());
        return value(setting.type(), node, new Place(path, place.owner()));
    }

    private void checkKeys(RecordShape shape, Mapping mapping, Place place, boolean chosen) {
        List<String> known = place.known(shape.names());
        if (chosen) {
            known.add(0, Choices.TYPE);
        }
        mapping.entries().forEach((name, entry) -> {
            if (!known.contains(name)) {
                problems.add(entry.keyAt(), unknownKey(name, known, mapping));
            }
        });
    }

    private String unknownKey(String name, List<String> known, Mapping mapping) {
        Optional<String> advised = advice.ofKey(name, mapping);
        if (advised.isPresent()) {
            return "unknown key " + Scalar.quoted(name) + "; " + advised.get();
        }
        String suggestion = Suggestion.nearest(name, known);
        return "unknown key " + Scalar.quoted(name)
                + (suggestion == null
                        ? "; the keys here are [" + String.join(", ", known) + "]"
                        : ", did you mean " + Scalar.quoted(suggestion) + "?");
    }

    private Optional<Object> construct(RecordShape shape, @Nullable Object[] values, Mapping mapping, Place place) {
        try {
            return Optional.of(shape.construct(values));
        } catch (InvalidSettingException e) {
            e.violations().forEach(violation -> broken(violation, mapping, place));
        } catch (IllegalArgumentException e) {
            broken(e, shape, mapping, place);
        }
        return Optional.empty();
    }

    private void broken(InvalidSettingException.Violation violation, Mapping mapping, Place place) {
        problems.add(
                NodePath.locate(violation.name(), mapping, place.owner()),
                place.child(violation.name()) + " " + violation.rule());
    }

    /** Reads {@code maxNorm must be ...} as a violation; whatever else a constructor says is about the whole record. */
    private void broken(IllegalArgumentException e, RecordShape shape, Mapping mapping, Place place) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        int space = message.indexOf(' ');
        if (space > 0 && shape.names().contains(message.substring(0, space))) {
            broken(
                    new InvalidSettingException.Violation(message.substring(0, space), message.substring(space + 1)),
                    mapping,
                    place);
        } else {
            problems.add(place.owner(), place.path().isEmpty() ? message : place.path() + ": " + message);
        }
    }

    private Optional<Object> wrong(Node node, Place place, String message) {
        problems.add(node.at(), place.path() + " " + message);
        return Optional.empty();
    }

    /**
     * Where a value belongs.
     *
     * @param path as an error names it: {@code cells[0].units}
     * @param owner where its own key stands, or a list's element begins: the place to blame for what is not there
     * @param around the record whose keys stand in the same mapping; null if there is none
     */
    private record Place(
            String path, Position owner, @Nullable RecordShape around) {

        Place(String path, Position owner) {
            this(path, owner, null);
        }

        Place inside(RecordShape record) {
            return new Place(path, owner, record);
        }

        String child(String name) {
            return path.isEmpty() ? name : path + "." + name;
        }

        /** Returns a list of all keys of a mapping that has these. */
        List<String> known(List<String> keys) {
            List<String> known = new ArrayList<>(keys);
            if (around != null) {
                known.addAll(around.names());
                known.sort(around.byKeyOrder());
            }
            return known;
        }
    }
}
