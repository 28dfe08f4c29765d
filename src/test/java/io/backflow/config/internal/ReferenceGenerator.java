// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static java.util.Map.entry;

import io.backflow.surface.internal.SurfaceConfig;
import io.backflow.yaml.internal.Choices;
import io.backflow.yaml.internal.ConfigException;
import io.backflow.yaml.internal.RecordShape;
import io.backflow.yaml.internal.RecordShape.Setting;
import io.backflow.yaml.internal.ScalarBinder;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the reference of all settings from what the schema is made of: the records, their defaults and their Javadoc.
 *
 * <p>It is a job, in which every setting has its default, followed by blocks that are commented out, each with a
 * {@code #} before every line: what may stand in a setting's place, then a comparison, then an error surface.
 */
final class ReferenceGenerator {

    private static final String INDENT = "  ";

    /** What stands where a setting has no default, by record and key. */
    private static final Map<String, String> EXAMPLES = Map.ofEntries(
            entry("JobConfig.task", "{type: temporal-order, length: 50}"),
            entry("JobConfig.cell", "{type: lstm}"),
            entry("TrainingConfig.iterations", "1000"),
            entry("ComparisonConfig.cells", "[{type: simple-rnn}, {type: lstm}]"),
            entry("ComparisonConfig.seeds", "[1, 2, 3]"),
            entry("TaskConfig.data", "{type: temporal-order, length: 50}"),
            entry("TaskConfig.training", "{iterations: 1000}"),
            entry("AxisConfig.from", "-1.0"),
            entry("AxisConfig.to", "1.0"),
            entry("DescentConfig.w", "0.0"),
            entry("DescentConfig.b", "0.0"),
            entry("DescentConfig.learningRate", "0.1"),
            entry("TemporalOrderConfig.length", "50"),
            entry("AddingConfig.length", "50"),
            entry("CopyConfig.blanks", "40"),
            entry("MultiplicationConfig.length", "50"),
            entry("MultiplicationConfig.variant", "pascanu"),
            entry("MemorisationConfig.blanks", "50"),
            entry("PermutationConfig.length", "50"),
            entry("LongLagConfig.length", "100"),
            entry("Linear.from", "10"),
            entry("Linear.miniBatches", "10000"),
            entry("OnSuccess.from", "10"),
            entry("DocumentsConfig.train", "names"),
            entry("SearchConfig.learningRates", "[0.001, 0.01]"),
            entry("SearchKey.key", "training.updater.learningRate"),
            entry("SearchKey.values", "[0.001, 0.01]"),
            entry("ExponentialRate.factor", "0.999"),
            entry("StepRate.factor", "0.5"),
            entry("StepRate.every", "1000"),
            entry("InverseRate.gamma", "0.001"),
            entry("WarmUpRate.steps", "1000"),
            entry("TextConfig.dataset", "tinyshakespeare"),
            entry("AddingConfig.variant", "tcn"),
            entry("CsvConfig.train", "sequences/train"),
            entry("CsvConfig.objective", "classify-sequence"),
            entry("SequencesConfig.file", "datasets/NAME_TRAIN.tsv"),
            entry("SeriesConfig.dataset", "sunspots"),
            entry("SeriesConfig.targets", "[Sunspots]"),
            entry("SeriesConfig.time", "Month"),
            entry("SeriesConfig.window", "48"),
            entry("MnistConfig.permutation", "92"),
            entry("PianoRollConfig.dataset", "jsb-chorales"),
            entry("CsvConfig.targets", "[1]"),
            entry("CsvConfig.classNames", "[up, down]"),
            entry("SurfaceConfig.b", "{from: -1.0, to: 1.0}"),
            entry("Uniform.bound", "0.1"),
            entry("Normal.deviation", "0.1"),
            entry("SpectralRadius.radius", "1.0"),
            entry("Constant.value", "1.0"),
            entry("WarmUp.steps", "1000"),
            entry("WarmUp.then", "1.0"),
            entry("Step.initial", "10.0"),
            entry("Step.factor", "0.5"),
            entry("Step.every", "1000"),
            entry("Exponential.initial", "10.0"),
            entry("Exponential.factor", "0.999"),
            entry("Cosine.initial", "10.0"),
            entry("Cosine.last", "1.0"),
            entry("Cosine.steps", "10000"),
            entry("Truncated.length", "50"),
            entry("Group.match", "\"*/RW\""),
            entry("Group.maxNorm", "1.0"));

    private final Set<Class<?>> expanded = new HashSet<>();

    /** The types whose blocks have been returned. */
    private final Set<Class<?>> returned = new HashSet<>();

    /** The keys in whose place the blocks of a type may stand. */
    private final Map<Class<?>, List<String>> keys = new LinkedHashMap<>();

    /** The keys of lists, of which a block is an element. */
    private final Set<String> lists = new HashSet<>();

    /** A block that may be switched on: {@code key}, and the lines below it. */
    record Block(String key, Class<?> type, @Nullable String chosenAs, List<String> lines) {}

    private ReferenceGenerator() {}

    /** Returns the text of the file. */
    static String generate() {
        ReferenceGenerator generator = new ReferenceGenerator();
        List<String> lines = new ArrayList<>(List.of(
                "# yaml-language-server: $schema=../src/main/resources" + ConfigSchema.FILE,
                "# Every setting with its default and what it is. The first part is a job that runs as it stands. What follows is",
                "# commented out: what may stand in place of a setting (take the # off a block's lines, and the block's key out of",
                "# the job), then all of a comparison, then all of an error surface. No file needs more than a few of these lines:",
                "# `backflow validate FILE` shows the rest. Made from the sources; a test holds that it agrees with them.",
                "",
                "# A job: " + generator.summary(JobConfig.class)));
        lines.addAll(generator.record(JobConfig.class, null));
        generator.addBlocks(lines);
        for (Class<?> file : List.of(ComparisonConfig.class, SurfaceConfig.class)) {
            lines.add("");
            lines.add("# " + (file == SurfaceConfig.class ? "An error surface: " : "A comparison: ")
                    + generator.summary(file));
            generator.record(file, null).forEach(line -> lines.add("#" + line));
            generator.addBlocks(lines);
        }
        return String.join("\n", lines) + "\n";
    }

    /** Adds the blocks of what has been referred to since they were added last. */
    private void addBlocks(List<String> lines) {
        blocks().forEach((type, blocks) -> {
            List<String> heading = heading(type);
            for (Block block : blocks) {
                lines.add("");
                lines.addAll(heading);
                heading = List.of();
                lines.addAll(commentedOut(block, lists.contains(block.key())));
            }
        });
    }

    private static List<String> commentedOut(Block block, boolean inList) {
        List<String> lines = new ArrayList<>();
        lines.add("#" + block.key() + ":");
        if (inList) {
            lines.add("#" + INDENT + "-");
        }
        String indent = inList ? INDENT + INDENT : INDENT;
        block.lines().forEach(line -> lines.add("#" + indent + line));
        return lines;
    }

    /** Returns the lines of a record that has no other keys than these. */
    static List<String> linesOf(Class<?> type) {
        return new ReferenceGenerator().record(type, null);
    }

    /** Returns the blocks of everything that may stand in a setting's place. */
    static List<Block> everyBlock() {
        ReferenceGenerator generator = new ReferenceGenerator();
        generator.record(JobConfig.class, null);
        return generator.blocks().values().stream().flatMap(List::stream).toList();
    }

    /** Returns every block that was not returned before, those to which only other blocks refer included. */
    private Map<Class<?>, List<Block>> blocks() {
        Map<Class<?>, List<Block>> made = new LinkedHashMap<>();
        while (returned.size() < keys.size()) {
            for (Class<?> type : List.copyOf(keys.keySet())) {
                if (returned.add(type)) {
                    made.put(type, blocks(type));
                }
            }
        }
        return made;
    }

    private List<Block> blocks(Class<?> type) {
        String key = Objects.requireNonNull(keys.get(type)).get(0);
        if (!isChoice(type)) {
            return List.of(new Block(key, type, null, record(type, null)));
        }
        Choices choices = Choices.of(type);
        return choices.names().stream()
                .map(name -> {
                    Class<?> chosen = Objects.requireNonNull(choices.get(name));
                    return new Block(key, chosen, name, record(chosen, name));
                })
                .toList();
    }

    private List<String> heading(Class<?> type) {
        List<String> lines = new ArrayList<>();
        lines.add("# " + String.join(", ", Objects.requireNonNull(keys.get(type))) + ": " + summary(type));
        if (isChoice(type)) {
            Choices choices = Choices.of(type);
            List<String> inShort = choices.names().stream()
                    .filter(name -> canBeEmpty(Objects.requireNonNull(choices.get(name))))
                    .toList();
            if (!inShort.isEmpty()) {
                lines.add("# In short, with every default: " + String.join(", ", inShort) + ".");
            }
            if (choices.scalar() != null) {
                lines.add("# In short, for " + Choices.name(choices.scalar()) + ": its value alone.");
            }
        }
        return lines;
    }

    private static boolean canBeEmpty(Class<?> type) {
        try {
            Yaml.bind(type.asSubclass(Record.class), "{}");
            return true;
        } catch (ConfigException incomplete) {
            return false;
        }
    }

    private List<String> record(Class<?> type, @Nullable String chosenAs) {
        expanded.add(type);
        List<String> lines = new ArrayList<>();
        if (chosenAs != null) {
            lines.add("# " + summary(type));
            lines.add(Choices.TYPE + ": " + chosenAs);
        }
        for (Setting setting : RecordShape.of(type).flattened()) {
            List<String> value = setting(setting.component().getDeclaringRecord(), setting);
            lines.add("# " + firstSentence(SourceComments.of(setting)) + choicesOf(setting));
            lines.addAll(value);
        }
        return lines;
    }

    private List<String> setting(Class<?> owner, Setting setting) {
        String key = setting.name();
        String given = EXAMPLES.getOrDefault(
                owner.getSimpleName() + "." + setting.name(), setting.nullable() ? "null" : setting.defaultYaml());
        Class<?> type = plain(setting.type());
        if (setting.unwrapped()) {
            refer(type, "clipping");
            return List.of(Objects.requireNonNull(given).replaceAll("^\\{|}$", ""));
        }
        boolean list = setting.type() instanceof ParameterizedType;
        if (list && setting.nullable()) {
            lists.add(key);
        }
        boolean wanted = given == null || given.equals("{}") || isSplit(type, list);
        if (isChoice(type) || (setting.nullable() && type.isRecord())) {
            refer(type, key);
        } else if (wanted && type.isRecord() && !expanded.contains(type)) {
            List<String> lines = new ArrayList<>(List.of(key + ":"));
            String deeper = list ? INDENT + INDENT : INDENT;
            if (list) {
                lines.add(INDENT + "-");
            }
            record(type, null).forEach(line -> lines.add(deeper + line));
            return lines;
        }
        return List.of(key + ": "
                + Objects.requireNonNull(given, () -> "an example for " + owner.getSimpleName() + "." + key));
    }

    /** Whether a setting has keys beside those of the choice that its default names. */
    private static boolean isSplit(Class<?> type, boolean list) {
        return !list && type.isRecord() && RecordShape.of(type).unwrapped().isPresent();
    }

    private void refer(Class<?> type, String key) {
        List<String> known = keys.computeIfAbsent(type, none -> new ArrayList<>());
        if (!known.contains(key)) {
            known.add(key);
        }
    }

    private String choicesOf(Setting setting) {
        Class<?> type = plain(setting.type());
        List<String> known = keys.getOrDefault(type, List.of());
        if (known.contains(setting.name()) && !known.get(0).equals(setting.name())) {
            return " [as " + known.get(0) + "]";
        }
        List<String> names = List.of();
        if (type.isEnum()) {
            names = Arrays.stream(type.getEnumConstants())
                    .map(constant -> ScalarBinder.name((Enum<?>) constant))
                    .toList();
        } else if (isChoice(type)) {
            names = Choices.of(type).names();
        }
        return names.isEmpty() ? "" : names.stream().collect(Collectors.joining(", ", " [", "]"));
    }

    private static Class<?> plain(Type type) {
        return type instanceof ParameterizedType list ? (Class<?>) list.getActualTypeArguments()[0] : (Class<?>) type;
    }

    private static boolean isChoice(Class<?> type) {
        return type.isInterface();
    }

    private String summary(Class<?> type) {
        return SourceComments.of(type).summary();
    }

    private static String firstSentence(String text) {
        Matcher sentence = Pattern.compile("^.*?(?=[.] [A-Z]|$)").matcher(text);
        return sentence.find() ? sentence.group() : text;
    }
}
