// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.clipping.internal.PathPattern;
import io.backflow.setting.TypeName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * The clipping policies that a configuration may name.
 *
 * <p>A policy of one's own is a record with a {@link TypeName} that an {@link io.backflow.setting.Extension} offers;
 * its components are its keys in a file. Where no file names the policy, a constructor of a {@link ClippingPolicy} will
 * do.
 */
@FunctionalInterface
public interface ClippingConfig {

    /** Returns a policy of its own for one model, so that no state leaks from one run into the next. */
    ClippingPolicy newPolicy();

    /**
     * Returns what the policy needs of a network and its updater, which is checked before training; by default nothing.
     */
    default List<Requirement> requirements() {
        return List.of();
    }

    /**
     * Returns clipping by this policy and then, of what is left, by another; not to be named in a file. The result has
     * the blocks of both, each as its policy saw it.
     */
    default ClippingConfig then(ClippingConfig next) {
        return new ClippingSequence(this, next);
    }

    /** What a policy needs. */
    sealed interface Requirement {

        /** Returns the same of a policy that another has under a setting, such as {@code groups[0].policy}. */
        Requirement under(String setting);

        /** Returns the requirement of an updater that keeps a second moment for every parameter. */
        static Requirement secondMoment(ClippingConfig policy) {
            TypeName name = policy.getClass().getAnnotation(TypeName.class);
            return new SecondMomentKept("type", name == null ? policy.getClass().getSimpleName() : name.value());
        }

        /** Returns the requirement of blocks that a setting's pattern matches: see {@link PathPattern}. */
        static Requirement blocks(String setting, String match) {
            return new Blocks(List.of(new Pattern(setting, match)));
        }
    }

    /**
     * An updater that keeps a second moment: Adam, AMSGrad or Nadam.
     *
     * @param setting the setting that asks for it
     * @param policy the name of the policy that reads it
     */
    record SecondMomentKept(String setting, String policy) implements Requirement {

        /** Returns whether an updater keeps one. */
        public boolean isMetBy(IUpdater updater) {
            return SecondMoment.isKeptBy(updater);
        }

        /** Returns the rule that another updater breaks. */
        public String rule() {
            return "must not be " + policy + " unless the updater is adam, whose second moment it reads";
        }

        @Override
        public SecondMomentKept under(String outer) {
            return new SecondMomentKept(outer + "." + setting, policy);
        }
    }

    /**
     * A pattern that must match blocks of the model.
     *
     * @param setting the setting that has it
     * @param match of the paths of blocks: see {@link PathPattern}
     */
    record Pattern(String setting, String match) {}

    /**
     * Blocks that must exist: each pattern matches some, with all of their parts, and no two the same.
     *
     * @param patterns at least one
     */
    record Blocks(List<Pattern> patterns) implements Requirement {

        /** Copies the patterns. */
        public Blocks {
            patterns = List.copyOf(patterns);
        }

        @Override
        public Blocks under(String outer) {
            return new Blocks(patterns.stream()
                    .map(pattern -> new Pattern(outer + "." + pattern.setting(), pattern.match()))
                    .toList());
        }

        /**
         * Returns which patterns do not fit a model.
         *
         * @param leaves paths of the model's blocks without parts, {@code layer/parameter} or
         *     {@code layer/parameter/gate}, with layers that have no slash in their names
         */
        public List<Misfit> misfits(List<String> leaves) {
            return misfitsAmong(leaves.stream().map(Blocks::withAround).toList());
        }

        /** Returns the same for leaves of which each has its own path last, after those of the blocks around it. */
        public List<Misfit> misfitsAmong(List<List<String>> leaves) {
            List<Misfit> misfits = new ArrayList<>();
            Map<String, String> patternOfLeaf = new HashMap<>();
            for (Pattern pattern : patterns) {
                List<String> matched = matched(pattern.match(), leaves);
                if (matched.isEmpty()) {
                    Set<String> known = new LinkedHashSet<>();
                    leaves.forEach(known::addAll);
                    misfits.add(Misfit.nothing(pattern, known));
                }
                for (String leaf : matched) {
                    String other = patternOfLeaf.putIfAbsent(leaf, pattern.match());
                    if (other != null) {
                        misfits.add(Misfit.overlap(pattern, other, leaf));
                        break;
                    }
                }
            }
            return misfits;
        }

        private static List<String> matched(String match, List<List<String>> leaves) {
            PathPattern pattern = new PathPattern(match);
            Stream<List<String>> matched =
                    leaves.stream().filter(paths -> paths.stream().anyMatch(pattern::matches));
            return matched.map(paths -> paths.get(paths.size() - 1)).toList();
        }

        /** Returns the paths of the blocks around a path, the outermost first, and the path itself. */
        private static List<String> withAround(String leaf) {
            return IntStream.rangeClosed(1, leaf.length())
                    .filter(end -> end == leaf.length() || leaf.charAt(end) == '/')
                    .mapToObj(end -> leaf.substring(0, end))
                    .toList();
        }
    }

    /**
     * A pattern that does not fit a model.
     *
     * @param pattern the pattern
     * @param rule what it breaks: {@code must match ...} or {@code must not match ...}
     * @param sentence the same where nothing else says which pattern it is
     */
    record Misfit(Pattern pattern, String rule, String sentence) {

        private static Misfit nothing(Pattern pattern, Collection<String> known) {
            String list = "[" + String.join(", ", known) + "]";
            return new Misfit(
                    pattern,
                    "must match one of " + list,
                    "Clipping group '" + pattern.match() + "' must match a block of the model, which has " + list);
        }

        private static Misfit overlap(Pattern pattern, String other, String block) {
            return new Misfit(
                    pattern,
                    "must not match '" + block + "', as '" + other + "' does,",
                    "Clipping groups '" + other + "' and '" + pattern.match() + "' must not overlap, but both match '"
                            + block + "'");
        }
    }
}
