// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal.search;

import io.backflow.setting.Rules;
import io.backflow.yaml.internal.ConfigException;
import io.backflow.yaml.internal.SettingPaths;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a search can choose from in the jobs of some arms: the settings that its keys mean, and the points at which it
 * looks, the same for every arm.
 */
public final class SearchSpace {

    /** What an arm may differ in by a search: not in its data, its records or its name. */
    private static final Predicate<String> SEARCHABLE = Pattern.compile(
                    "(cell|weights|clipping|regularizer|nonFinite|training|evaluation)\\..+|weights|layers")
            .asMatchPredicate();

    private static final int MOST_ARMS_NAMED = 3;

    private final SearchConfig config;
    private final String path;
    private final Map<String, ? extends Record> arms;
    private final Map<String, Map<String, Class<?>>> settings = new LinkedHashMap<>();

    /** Every setting of some arm. */
    private final Set<String> known = new LinkedHashSet<>();

    /**
     * Finds the settings of arms.
     *
     * @param path where the search stands in its file
     * @param arms one job of each arm, by the arm's name
     */
    public SearchSpace(SearchConfig config, String path, Map<String, ? extends Record> arms) {
        this.config = config;
        this.path = path;
        this.arms = arms;
        arms.forEach((arm, job) -> {
            Map<String, Class<?>> found = SettingPaths.of(job);
            found.keySet().removeIf(each -> !SEARCHABLE.test(each));
            found.values().removeIf(String.class::equals);
            settings.put(arm, found);
            known.addAll(found.keySet());
        });
    }

    /** Adds the rules that the search breaks: keys that an arm does not have, and values that one does not allow. */
    public void check(Rules rules) {
        Map<String, String> firsts = new LinkedHashMap<>();
        boolean whole = true;
        for (int i = 0; i < config.searched().size(); i++) {
            String at = at(i);
            String key = setting(config.searched().get(i).key());
            whole &= checkKey(at, key, config.searched().get(i), rules);
            String first = firsts.putIfAbsent(key, at);
            if (first != null) {
                rules.require(false, at + ".key", "must differ from " + first + ".key", quoted(key));
                whole = false;
            }
        }
        if (whole) {
            checkPoints(rules);
        }
    }

    /** Adds the rule that the search breaks if it has settings that something else decides. */
    public void checkFree(Set<String> decided, String by, Rules rules) {
        for (int i = 0; i < config.searched().size(); i++) {
            String key = setting(config.searched().get(i).key());
            rules.require(!decided.contains(key), at(i) + ".key", "must be none that " + by + " decides", quoted(key));
        }
    }

    private String at(int key) {
        return config.isOfRates() ? path + ".learningRates" : path + ".keys[" + key + "]";
    }

    /** Returns the setting that a key means; the key itself if it means none, or more than one. */
    private String setting(String key) {
        String said = key.replaceFirst("^cells\\.", "cell.").replaceFirst("^tasks\\.", "");
        if (known.contains(said)) {
            return said;
        }
        List<String> ends = ends(said);
        return ends.size() == 1 ? ends.get(0) : key;
    }

    private List<String> ends(String key) {
        return known.stream().filter(each -> each.endsWith("." + key)).toList();
    }

    private boolean checkKey(String at, String key, SearchKey said, Rules rules) {
        if (!known.contains(key)) {
            rules.require(false, at + ".key", "must be a key that a search can choose" + advice(key), quoted(key));
            return false;
        }
        List<String> without = settings.entrySet().stream()
                .filter(arm -> !arm.getValue().containsKey(key))
                .map(Map.Entry::getKey)
                .toList();
        if (!without.isEmpty()) {
            String rule = "must be a key of every arm, and " + named(without)
                    + (without.size() == 1 ? " does not have it" : " do not have it");
            rules.require(false, at + ".key", rule, quoted(key));
            return false;
        }
        return said.values() != null || checkRange(at, type(key), said, rules);
    }

    private static boolean checkRange(String at, Class<?> type, SearchKey said, Rules rules) {
        double from = Objects.requireNonNull(said.from());
        double to = Objects.requireNonNull(said.to());
        if (!Draw.isNumber(type)) {
            rules.require(false, at + ".from", "must be left out for a setting that is no number", from);
            return false;
        }
        boolean fits = Draw.isOf(type, from) && Draw.isOf(type, to);
        String end = Draw.isOf(type, from) ? ".to" : ".from";
        rules.require(fits, at + end, "must be a whole number, as the setting is", end.equals(".to") ? to : from);
        return fits;
    }

    private String advice(String key) {
        List<String> ends = ends(key);
        if (ends.size() > 1) {
            return ": one of [" + String.join(", ", ends) + "]";
        }
        String nearest = SettingPaths.nearest(key, known);
        return nearest == null ? "" : " (did you mean '" + nearest + "'?)";
    }

    private static String named(List<String> arms) {
        String first = String.join(", ", arms.subList(0, Math.min(MOST_ARMS_NAMED, arms.size())));
        return arms.size() <= MOST_ARMS_NAMED ? first : first + " and " + (arms.size() - MOST_ARMS_NAMED) + " more";
    }

    private static String quoted(String key) {
        return "'" + key + "'";
    }

    private void checkPoints(Rules rules) {
        List<Map<String, Object>> points = points();
        if (points.size() < config.size()) {
            String rule = "must be at most " + points.size() + ", as no more different points were found";
            rules.require(false, path + ".trials", rule, config.size());
        }
        Set<String> blamed = new HashSet<>();
        for (Map<String, Object> point : points) {
            Optional<String> broken = broken(point);
            if (broken.isPresent() && blame(point, broken.get(), blamed, rules)) {
                return; // other points have much the same to say
            }
        }
    }

    /** Blames the values that break a rule by themselves, and returns whether none does, so that all are to blame. */
    private boolean blame(Map<String, Object> point, String why, Set<String> blamed, Rules rules) {
        boolean together = true;
        for (int i = 0; i < config.searched().size(); i++) {
            String key = setting(config.searched().get(i).key());
            Object value = Objects.requireNonNull(point.get(key));
            Optional<String> alone = broken(Map.of(key, value));
            together &= alone.isEmpty();
            String place = place(i, value);
            if (alone.isPresent() && blamed.add(place)) {
                rules.require(false, place, alone.get(), value);
            }
        }
        rules.require(!together, path + ".keys", why, point);
        return together;
    }

    private String place(int key, Object value) {
        List<Object> values = config.searched().get(key).values();
        String list = config.isOfRates() ? at(key) : at(key) + ".values";
        return values == null ? at(key) : list + "[" + values.indexOf(value) + "]";
    }

    /** Returns the rule that an arm breaks with such settings. */
    private Optional<String> broken(Map<String, Object> point) {
        for (Map.Entry<String, ? extends Record> arm : arms.entrySet()) {
            try {
                SettingPaths.with(arm.getValue(), point);
            } catch (ConfigException e) {
                String rule = e.problems().get(0).message().replaceFirst(", got .*", "");
                return Optional.of("must be possible in " + arm.getKey() + " (" + rule + ")");
            }
        }
        return Optional.empty();
    }

    private Class<?> type(String key) {
        return Objects.requireNonNull(settings.values().iterator().next().get(key));
    }

    /** Returns the settings of each trial, by their paths. */
    public List<Map<String, Object>> points() {
        List<Draw> draws = new ArrayList<>();
        for (SearchKey key : config.searched()) {
            String setting = setting(key.key());
            draws.add(new Draw(setting, type(setting), key));
        }
        @Nullable Integer trials = config.trials();
        return trials == null ? Draw.all(draws) : Draw.some(draws, trials, config.samplingSeed());
    }
}
