// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.csv;

import io.backflow.data.DataException;
import io.backflow.data.Examples;
import io.backflow.data.FiniteData;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.prepared.PreparedData;
import io.backflow.data.internal.sequence.Partition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The user's own sequences: classification or regression, of unequal lengths, held in memory. */
public final class CsvData {

    private CsvData() {}

    /**
     * Reads all files.
     *
     * @param standardise whether features are brought to mean 0 and standard deviation 1 by what the training part has
     * @throws DataException naming the file, and the line where there is one, of the first thing wrong
     */
    public static SequenceData load(CsvSource source, CsvLayout layout, boolean standardise) {
        CsvParts parts = new CsvParts(source, layout);
        Partition<CsvSequence> split = parts.read();
        Columns columns = parts.columns();
        List<String> labels = layout.objective().classifies()
                ? layout.classes()
                : columns.targets().stream().map(columns.names()::get).toList();
        Standardiser standardiser = Standardiser.fit(split.training());
        Function<List<CsvSequence>, Examples> examples = sequences -> new CsvExamples(
                standardise ? sequences.stream().map(standardiser::apply).toList() : sequences, layout.objective());
        Examples training = examples.apply(split.training());
        Map<String, Object> origin = new LinkedHashMap<>();
        origin.put("source", source.training().toString());
        origin.put("sha256", parts.sha256());
        origin.put("standardised", standardise);
        SequenceData finite = new FiniteData(
                "csv",
                new SequenceData.Shape(columns.features().size(), labels.size(), layout.objective()),
                labels,
                (seed, epoch) -> training,
                examples.apply(split.validation()),
                examples.apply(split.test()),
                origin);
        return new PreparedData(finite, preparation(finite, columns, standardise ? standardiser : null));
    }

    private static CsvPreparation preparation(SequenceData data, Columns columns, @Nullable Standardiser standardiser) {
        return new CsvPreparation(
                columns.featureNames(),
                data.objective(),
                data.labels(),
                standardiser == null ? List.of() : standardiser.means(),
                standardiser == null ? List.of() : standardiser.deviations());
    }
}
