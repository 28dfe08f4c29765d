// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs tests with double as ND4J's default type: LastTimeStep under a mask allocates in that, whatever the network's
 * type.
 */
public final class DoubleByDefault implements BeforeEachCallback, AfterEachCallback {

    private DataType before = DataType.FLOAT;

    @Override
    public void beforeEach(ExtensionContext context) {
        before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Nd4j.setDefaultDataTypes(before, before);
    }
}
