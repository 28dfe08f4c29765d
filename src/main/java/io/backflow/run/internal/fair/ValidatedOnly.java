// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.fair;

import io.backflow.data.SequenceData;
import io.backflow.data.internal.prepared.ForwardingData;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Data whose test sequences nobody can reach: what asks for them gets those for validation. */
public record ValidatedOnly(SequenceData data) implements ForwardingData {

    @Override
    public Map<String, Double> testBaselines() {
        return data.validationBaselines();
    }

    @Override
    public Optional<SequenceData> streams() {
        return data.streams().map(ValidatedOnly::new);
    }

    @Override
    public DataSetIterator test(int batchSize) {
        return data.validation(batchSize);
    }
}
