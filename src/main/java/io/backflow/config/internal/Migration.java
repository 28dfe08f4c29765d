// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.clipping.ClippingConfig;
import io.backflow.yaml.internal.NameAdvice;
import io.backflow.yaml.internal.Node;
import io.backflow.yaml.internal.Node.Entry;
import io.backflow.yaml.internal.Node.Mapping;
import io.backflow.yaml.internal.Node.Scalar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What other libraries call their clipping, and what it is called here; as data, from which the documentation is
 * checked.
 */
final class Migration implements NameAdvice {

    private static final String DL4J = "Deeplearning4j";
    private static final String MODE = "gradientNormalization";
    private static final String MODE_THRESHOLD = "gradientNormalizationThreshold";
    private static final String ALGORITHM = "gradient_clip_algorithm";
    private static final String LIGHTNING = "Lightning";

    /** Lightning's algorithm unless another is named. */
    private static final String BY_NORM = "norm";

    private static final String OPTAX = "Optax";
    private static final String AS_DL4J = "the same; one setting for all layers, where Deeplearning4j has one a layer";

    /** In the order of the table; of rows that fit a key, the first is taken. */
    static final List<ForeignName> NAMES = List.of(
            mode("None", "clipping: none", ""),
            mode("ClipElementWiseAbsoluteValue", "clipping: {type: value, threshold: %s}", AS_DL4J),
            mode("ClipL2PerLayer", "clipping: {type: layer-norm, maxNorm: %s}", AS_DL4J),
            mode("ClipL2PerParamType", "clipping: {type: parameter-norm, maxNorm: %s}", AS_DL4J),
            mode(
                    "RenormalizeL2PerLayer",
                    "clipping: {type: normalized-gradient, by: layer, beta: 0}",
                    "lengthens short gradients too, and so hides vanishing ones; there the threshold means nothing"),
            mode(
                    "RenormalizeL2PerParamType",
                    "clipping: {type: normalized-gradient, by: parameter, beta: 0}",
                    "lengthens short gradients too, and so hides vanishing ones; there the threshold means nothing"),
            name(
                    "PyTorch",
                    "clip_grad_norm_",
                    "max_norm",
                    "clipping: {type: global-norm, maxNorm: %s}",
                    "norm_type=inf is normType: max; there the norm counts as 1e-6 more than it is"),
            name("PyTorch", "clip_grad_value_", "clip_value", "clipping: {type: value, threshold: %s}", ""),
            lightning("value", "clipping: {type: value, threshold: %s}", ""),
            lightning(BY_NORM, "clipping: {type: global-norm, maxNorm: %s}", "by norm if no algorithm is named"),
            name("Keras", "global_clipnorm", "global_clipnorm", "clipping: {type: global-norm, maxNorm: %s}", ""),
            name(
                    "Keras",
                    "clipnorm",
                    "clipnorm",
                    "clipping: {type: parameter-norm, maxNorm: %s}",
                    "of each variable by itself; most who use it want global_clipnorm"),
            name("Keras", "clipvalue", "clipvalue", "clipping: {type: value, threshold: %s}", ""),
            name(OPTAX, "clip_by_global_norm", "max_norm", "clipping: {type: global-norm, maxNorm: %s}", ""),
            name(OPTAX, "clip", "max_delta", "clipping: {type: value, threshold: %s}", ""),
            name(
                    OPTAX,
                    "clip_by_block_rms",
                    "threshold",
                    "clipping: {type: parameter-norm, maxNorm: %s}",
                    "no equal: it bounds the root mean square, which is the L2 norm "
                            + "over the root of the number of elements;"
                            + " multiply the threshold by that root, in groups where it differs"),
            name(
                    OPTAX,
                    "adaptive_grad_clip",
                    "clipping",
                    "clipping: {type: agc, lambda: %s}",
                    "a unit is a column of DL4J's matrices, and of a recurrent layer a column of each gate",
                    "0.01"),
            name(
                    OPTAX,
                    "normalize_by_update_norm",
                    "scale_factor",
                    "clipping: {type: normalized-gradient}",
                    "of the gradient here, and not of the update"),
            name(
                    OPTAX,
                    "apply_if_finite",
                    "max_consecutive_errors",
                    "nonFinite: {action: skip, maxConsecutive: %s}",
                    "after so many in a row training fails here, where it goes on with the broken update there",
                    "10"),
            name(OPTAX, "zero_nans", "zero_nans", "nonFinite: {action: zero}", "here infinite elements become 0 too"),
            name(
                    "DJL",
                    "optClipGrad",
                    "clipGrad",
                    "clipping: {type: value, threshold: %s}",
                    "there Sgd, Adam and AdamW bound an element from above only, and let large negative ones pass"));

    Migration() {}

    /**
     * A name of another library.
     *
     * @param library whose name it is
     * @param name as users know it: of a function, an argument or a mode
     * @param key under which it stands in a configuration; where it is a mode, the argument that takes it
     * @param selector the key beside it that chooses among rows of the same key; null if there is none
     * @param selected what the selector's value must be
     * @param number the key of the threshold
     * @param argument what the function that the key names calls the threshold
     * @param fallback the threshold where none is given
     * @param yaml what to write here, with {@code %s} for the threshold
     * @param note what differs; empty if nothing does
     */
    record ForeignName(
            String library,
            String name,
            String key,
            @Nullable String selector,
            String selected,
            String number,
            String argument,
            String fallback,
            String yaml,
            String note) {

        /** Returns the YAML to write, for a threshold or the one that stands for it. */
        String yaml(@Nullable String threshold) {
            return String.format(Locale.ROOT, yaml, threshold == null ? fallback : threshold);
        }

        private boolean fits(String typed, Mapping mapping) {
            boolean named = List.of(key, number, selector == null ? key : selector).stream()
                    .anyMatch(each -> folded(each).equals(typed));
            return named && (selector == null || isSelected(text(mapping, selector)));
        }

        private boolean isSelected(@Nullable String value) {
            return value == null ? selected.equals(BY_NORM) : folded(value).equals(folded(selected));
        }

        private String advice(@Nullable String threshold) {
            String differs = note.isEmpty() ? "" : " (" + note + ")";
            return library + "'s " + name + " is written here as " + yaml(threshold) + differs;
        }
    }

    private static ForeignName mode(String name, String yaml, String note) {
        return new ForeignName(DL4J, name, MODE, MODE, name, MODE_THRESHOLD, MODE_THRESHOLD, "1.0", yaml, note);
    }

    private static ForeignName lightning(String algorithm, String yaml, String note) {
        String name = "gradient_clip_val";
        return new ForeignName(LIGHTNING, name, name, ALGORITHM, algorithm, name, name, "1.0", yaml, note);
    }

    private static ForeignName name(String library, String name, String argument, String yaml, String note) {
        return name(library, name, argument, yaml, note, "1.0");
    }

    private static ForeignName name(
            String library, String name, String argument, String yaml, String note, String fallback) {
        return new ForeignName(library, name, name, null, "", name, argument, fallback, yaml, note);
    }

    /** Says what to write instead of a key that another library has; nothing if none has it. */
    @Override
    public Optional<String> ofKey(String key, Mapping mapping) {
        String typed = folded(key);
        return NAMES.stream()
                .filter(row -> row.fits(typed, mapping))
                .findFirst()
                .map(row -> row.advice(threshold(mapping, row)));
    }

    /**
     * Says what to write instead of another library's name where a clipping policy was to be named; nothing if none has
     * it.
     */
    @Override
    public Optional<String> ofChoice(Class<?> type, String name, Mapping mapping) {
        if (type != ClippingConfig.class) {
            return Optional.empty();
        }
        String typed = folded(name);
        return NAMES.stream()
                .filter(row -> folded(row.name).equals(typed))
                .findFirst()
                .map(row -> row.advice(argument(mapping, row)));
    }

    /** The threshold may stand by itself, or among the arguments of the function that the key names. */
    private static @Nullable String threshold(Mapping mapping, ForeignName row) {
        Entry entry = find(mapping, row.number);
        if (entry == null) {
            return null;
        }
        return entry.value() instanceof Mapping arguments ? argument(arguments, row) : number(entry.value());
    }

    /** Returns the argument by its name, or else the only number. */
    private static @Nullable String argument(Mapping arguments, ForeignName row) {
        Entry named = find(arguments, row.argument);
        return named == null ? onlyNumber(arguments) : number(named.value());
    }

    private static @Nullable String onlyNumber(Mapping mapping) {
        List<String> numbers = mapping.entries().values().stream()
                .flatMap(entry -> Optional.ofNullable(number(entry.value())).stream())
                .toList();
        return numbers.size() == 1 ? numbers.get(0) : null;
    }

    private static @Nullable String number(Node node) {
        return node instanceof Scalar scalar && scalar.isNumber() ? scalar.text() : null;
    }

    private static @Nullable String text(Mapping mapping, String key) {
        Entry entry = find(mapping, key);
        return entry != null && entry.value() instanceof Scalar scalar ? scalar.text() : null;
    }

    private static @Nullable Entry find(Mapping mapping, String key) {
        return mapping.entries().entrySet().stream()
                .filter(entry -> folded(entry.getKey()).equals(folded(key)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /**
     * Without the module, the case and the marks between words: {@code optax.clip}, {@code clipNorm},
     * {@code clip-norm}.
     */
    private static String folded(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return last.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
