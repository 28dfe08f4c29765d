// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.DataException;
import io.backflow.data.SequenceData.Objective;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.RawSequences.Asked;
import io.backflow.data.internal.raw.ReadSettings;
import io.backflow.data.internal.raw.SequenceFormat;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task that reads a file as it was looked at.
 *
 * @param keys what a configuration says, {@code type} first; texts, numbers, truths and lists of texts
 * @param config the same as a record; empty where another kind of task reads the file
 * @param remarks what a person should know of some of the keys
 */
public record Proposal(Map<String, Object> keys, Optional<SequencesConfig> config, Map<String, String> remarks) {

    /** Opens the data as a job would, so that nothing is proposed that does not work; returns what fails. */
    public Optional<DataException> problem() {
        try {
            config.ifPresent(SequencesData::check);
            return Optional.empty();
        } catch (DataException failure) {
            return Optional.of(failure);
        }
    }

    static Proposal of(
            Path file,
            SequenceFormat format,
            RawSequences training,
            @Nullable RawSequences test,
            ReadSettings settings,
            @Nullable String labels,
            @Nullable Path testSaid) {
        Map<String, Object> own = format.ownTask(file, settings);
        if (!own.isEmpty()) {
            return new Proposal(own, Optional.empty(), Map.of());
        }
        Objective objective = training.asked() == Asked.NOTHING
                ? null
                : Asking.objective(training, null, !settings.targets().isEmpty());
        boolean gaps = hasGaps(training) || (test != null && hasGaps(test));
        SequencesConfig config = config(file, format, training, settings, labels, testSaid, objective, gaps);
        Map<String, String> remarks = new LinkedHashMap<>();
        if (gaps) {
            remarks.put("missing", "or mask-step, carry-forward, mean");
        }
        return new Proposal(keys(config, settings), Optional.of(config), remarks);
    }

    private static boolean hasGaps(RawSequences part) {
        return part.sequences().stream().anyMatch(sequence -> MissingValues.count(sequence) > 0);
    }

    private static SequencesConfig config(
            Path file,
            SequenceFormat format,
            RawSequences training,
            ReadSettings settings,
            @Nullable String labels,
            @Nullable Path test,
            @Nullable Objective objective,
            boolean gaps) {
        Character delimiter = settings.delimiter();
        boolean sorted = settings.order() == ReadSettings.Order.SORT
                || training.settings().containsKey("order");
        return new SequencesConfig(
                file.toString(),
                null,
                null,
                test == null ? null : test.toString(),
                format.name(),
                delimiter == null ? null : delimiter.toString(),
                settings.decimal() == null ? null : settings.decimal().toString(),
                settings.header(),
                text(training, "id", settings.id()),
                text(training, "time", settings.time()),
                sorted ? ReadSettings.Order.SORT : ReadSettings.Order.FILE,
                settings.times(),
                text(training, "label", settings.label()),
                settings.targets(),
                settings.features(),
                settings.ignored(),
                labels,
                null,
                null,
                List.of(),
                gaps ? Missing.INTERPOLATE : Missing.FAIL,
                objective,
                true,
                0.1,
                0.1);
    }

    private static @Nullable String text(RawSequences training, String key, @Nullable String said) {
        Object found = training.settings().get(key);
        return found == null ? said : found.toString();
    }

    /** Returns what differs from the defaults. */
    private static Map<String, Object> keys(SequencesConfig config, ReadSettings settings) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("type", "sequences");
        put(keys, "file", config.file());
        put(keys, "test", config.test());
        put(keys, "form", config.form());
        put(keys, "delimiter", config.delimiter());
        put(keys, "decimal", config.decimal());
        put(keys, "header", config.header());
        put(keys, "id", config.id());
        put(keys, "time", config.time());
        put(keys, "order", config.order() == ReadSettings.Order.SORT ? "sort" : null);
        put(keys, "times", config.times() == ReadSettings.Times.STEPS ? "steps" : null);
        put(keys, "label", settings.targets().isEmpty() ? config.label() : null);
        put(keys, "targets", config.targets().isEmpty() ? null : config.targets());
        put(keys, "features", config.features().isEmpty() ? null : config.features());
        put(keys, "ignore", config.ignore().isEmpty() ? null : config.ignore());
        put(keys, "labels", config.labels());
        put(keys, "missing", config.missing() == Missing.FAIL ? null : name(config.missing()));
        put(keys, "objective", config.objective() == null ? null : name(config.objective()));
        return keys;
    }

    private static void put(Map<String, Object> keys, String key, @Nullable Object value) {
        if (value != null) {
            keys.put(key, value);
        }
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
