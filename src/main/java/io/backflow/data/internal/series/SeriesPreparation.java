// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.series;

import io.backflow.data.DataConfig;
import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.prepared.NewData;
import io.backflow.data.internal.prepared.NewDataOptions;
import io.backflow.data.internal.prepared.Preparation;
import io.backflow.setting.Default;
import java.nio.file.Path;
import java.util.List;

/**
 * What was learnt from the training part of a series.
 *
 * @param columns names of targets, then of features
 * @param outputs names of what is forecast
 * @param shift what is taken off each column; 0 where none is standardised
 * @param scale what each column is then divided by; 1 where none is standardised
 * @param means of the columns, where these stand for missing values; else empty
 */
public record SeriesPreparation(
        List<String> columns,
        List<String> outputs,
        List<Double> shift,
        List<Double> scale,
        @Default("[]") List<Double> means)
        implements Preparation {

    /** Copies the lists. */
    public SeriesPreparation {
        columns = List.copyOf(columns);
        outputs = List.copyOf(outputs);
        shift = List.copyOf(shift);
        scale = List.copyOf(scale);
        means = List.copyOf(means);
    }

    @Override
    public SequenceData.Shape shape() {
        return new SequenceData.Shape(columns.size(), outputs.size(), SequenceData.Objective.REGRESS_SEQUENCE);
    }

    @Override
    public List<String> labels() {
        return outputs;
    }

    @Override
    public NewData read(DataConfig task, Path file, NewDataOptions options) {
        if (!(task instanceof SeriesConfig config)) {
            throw new DataException("the run's data are not of the type series, as its preparation says");
        }
        SeriesTable table = SeriesTable.read(file, config);
        if (!table.names().equals(columns)) {
            throw DataException.in(
                    file, "has the columns " + table.names() + ", and the network was trained on " + columns);
        }
        Series series = new Series(
                table.columns(),
                GivenValues.of(table.columns(), config.missing(), means),
                table.targets(),
                Scaling.of(shift, scale),
                config.window(),
                config.horizon(),
                config.stride());
        return NewWindows.of(file, series, SeriesTable.times(file, config));
    }
}
