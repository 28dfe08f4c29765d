// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.host;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;

/** Output layers that are not told how their arrays are laid out. */
final class OutputFormat implements Check {

    private static final Known KNOWN = new Known(
            "output-format",
            Severity.RISK,
            "RnnOutputLayer without a data format, as in a graph without input types, looks for time in the"
                    + " dimension of units: training fails where these are not as many as outputs",
            "nn/layers/recurrent/RnnOutputLayer.java, backpropGradient",
            "dataFormat(RNNFormat.NCW) on the layer, or setInputTypes on the graph");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        return KNOWN.at(
                model.namesOf(layer ->
                        layer.configuration() instanceof RnnOutputLayer output && output.getRnnDataFormat() == null),
                "no format");
    }
}
