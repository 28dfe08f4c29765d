// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import io.backflow.setting.InvalidSettingException;
import io.backflow.setting.InvalidSettingException.Violation;
import io.backflow.yaml.internal.Node.Mapping;
import io.backflow.yaml.internal.RecordShape.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of their bound components, and says which of their rules are broken.
 *
 * <p>Where a component is broken, the record is made with each of the values that may stand in for it: a rule that is
 * broken every time is broken whatever the component will be. Rules that depend on it are left until it is mended.
 */
final class RecordMaker {

    /** Where more combinations than these are possible, only one component at a time is varied. */
    private static final int MOST_COMBINATIONS = 1000;

    /** What the other components are meanwhile: their first, second and third candidates. */
    private static final int BASES = 3;

    private final Problems problems;
    private final StandIns standIns;

    RecordMaker(Problems problems, StandIns standIns) {
        this.problems = problems;
        this.standIns = standIns;
    }

    /** What came of the records that were tried. */
    private static final class Trials {
        private final List<Object> made = new ArrayList<>();
        private @Nullable Set<Violation> always;

        private void add(Set<Violation> broken) {
            if (always == null) {
                always = new LinkedHashSet<>(broken);
            } else {
                always.retainAll(broken);
            }
        }

        private Set<Violation> always() {
            return always == null ? Set.of() : always;
        }
    }

    /**
     * Returns the record of these components.
     *
     * @param last whether no other record needs it, broken as it is
     */
    Bound make(RecordShape shape, List<Bound> components, Mapping mapping, Place place, boolean last) {
        if (components.stream().allMatch(Bound::whole)) {
            return ofWhole(shape, components, mapping, place);
        }
        Set<String> broken = new HashSet<>();
        for (int i = 0; i < components.size(); i++) {
            if (!components.get(i).whole()) {
                broken.add(shape.settings().get(i).name());
            }
        }
        Trials trials = tried(shape, components, last);
        trials.always().stream()
                .filter(violation -> !broken.contains(key(violation)))
                .forEach(violation -> report(violation, mapping, place));
        return trials.made.isEmpty() ? mended(shape, components, trials.always()) : Bound.broken(trials.made);
    }

    private Bound ofWhole(RecordShape shape, List<Bound> components, Mapping mapping, Place place) {
        try {
            return Bound.of(
                    shape.construct(components.stream().map(Bound::value).toArray()));
        } catch (InvalidSettingException e) {
            e.violations().forEach(violation -> report(violation, mapping, place));
            return mended(shape, components, e.violations());
        } catch (IllegalArgumentException e) {
            report(e, shape, mapping, place);
            return Bound.BROKEN;
        }
    }

    /** Returns records with other values where a rule is broken. */
    private Bound mended(RecordShape shape, List<Bound> components, Collection<Violation> violations) {
        Set<String> blamed = violations.stream().map(RecordMaker::key).collect(Collectors.toSet());
        List<Bound> mended = new ArrayList<>(components);
        for (int i = 0; i < mended.size(); i++) {
            Setting setting = shape.settings().get(i);
            if (blamed.contains(setting.name())) {
                List<@Nullable Object> others = new ArrayList<>(standIns.of(setting));
                if (setting.nullable()) {
                    others.add(null);
                }
                mended.set(i, Bound.broken(others));
            }
        }
        return Bound.broken(tried(shape, mended, false).made);
    }

    private static Trials tried(RecordShape shape, List<Bound> components, boolean last) {
        Trials trials = new Trials();
        for (int[] combination : combinations(components)) {
            @Nullable Object[] values = new Object[combination.length];
            for (int i = 0; i < values.length; i++) {
                List<@Nullable Object> candidates = components.get(i).candidates();
                values[i] = candidates.get(combination[i] % candidates.size());
            }
            trials.add(broken(shape, values, trials.made));
            if (last && trials.always().isEmpty()) {
                break;
            }
        }
        return trials;
    }

    /** Returns which candidates are tried together; none if a component has none. */
    private static List<int[]> combinations(List<Bound> components) {
        int[] sizes = components.stream()
                .mapToInt(component -> component.candidates().size())
                .toArray();
        long all = Arrays.stream(sizes).asLongStream().reduce(1, (one, other) -> Math.min(1L << 31, one) * other);
        List<int[]> combinations = new ArrayList<>();
        for (int number = 0; number < all && all <= MOST_COMBINATIONS; number++) {
            int[] combination = new int[sizes.length];
            int rest = number;
            for (int i = 0; i < sizes.length; i++) {
                combination[i] = rest % sizes[i];
                rest /= sizes[i];
            }
            combinations.add(combination);
        }
        for (int base = 0; base < BASES && all > MOST_COMBINATIONS; base++) {
            for (int i = 0; i < sizes.length; i++) {
                for (int candidate = 0; candidate < sizes[i] && sizes[i] > 1; candidate++) {
                    int[] combination = new int[sizes.length];
                    Arrays.fill(combination, base);
                    combination[i] = candidate;
                    combinations.add(combination);
                }
            }
        }
        return combinations;
    }

    private static Set<Violation> broken(RecordShape shape, @Nullable Object[] values, List<Object> made) {
        try {
            made.add(shape.construct(values));
            return Set.of();
        } catch (InvalidSettingException e) {
            return new LinkedHashSet<>(e.violations());
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Set.of(); // nobody gave these values: what they lead to is nobody's problem
        }
    }

    /** Returns the key of the record's mapping that is blamed. */
    private static String key(Violation violation) {
        return violation.name().split("[.\\[]", 2)[0];
    }

    private void report(Violation violation, Mapping mapping, Place place) {
        problems.add(
                NodePath.locate(violation.name(), mapping, place.owner()),
                place.child(violation.name()) + " " + violation.rule());
    }

    /** Reads {@code maxNorm must be ...} as a violation; whatever else a constructor says is about the whole record. */
    private void report(IllegalArgumentException e, RecordShape shape, Mapping mapping, Place place) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        int space = message.indexOf(' ');
        if (space > 0 && shape.names().contains(message.substring(0, space))) {
            report(new Violation(message.substring(0, space), message.substring(space + 1)), mapping, place);
        } else {
            problems.add(place.owner(), place.path().isEmpty() ? message : place.path() + ": " + message);
        }
    }
}
