// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.prepared;

import io.backflow.data.SequenceData;

/**
 * The same data with what new data is prepared by.
 *
 * @param data what everything else is asked of
 */
public record PreparedData(SequenceData data, Preparation preparation) implements ForwardingData, Prepared {}
