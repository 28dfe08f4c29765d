// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.databind.BeanDescription;
import org.nd4j.shade.jackson.databind.DeserializationConfig;
import org.nd4j.shade.jackson.databind.DeserializationContext;
import org.nd4j.shade.jackson.databind.deser.ValueInstantiator;
import org.nd4j.shade.jackson.databind.deser.ValueInstantiators;
import org.nd4j.shade.jackson.databind.deser.std.StdScalarDeserializer;
import org.nd4j.shade.jackson.databind.deser.std.StdValueInstantiator;
import org.nd4j.shade.jackson.databind.module.SimpleModule;

/** What Jackson 2.13 takes and a record must not be given: null where null may not be, and a number as a text. */
final class StrictValues extends SimpleModule {

    private static final long serialVersionUID = 1L;

    StrictValues() {
        addDeserializer(String.class, new Text());
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.addValueInstantiators(new Records());
    }

    /** Refuses what is not written as a text. */
    private static final class Text extends StdScalarDeserializer<String> {

        private static final long serialVersionUID = 1L;

        Text() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return json.hasToken(JsonToken.VALUE_STRING)
                    ? json.getText()
                    : (String) context.handleUnexpectedToken(String.class, json);
        }
    }

    private static final class Records extends ValueInstantiators.Base {

        @Override
        public ValueInstantiator findValueInstantiator(
                DeserializationConfig config, BeanDescription type, ValueInstantiator given) {
            return type.getBeanClass().isRecord() && given instanceof StdValueInstantiator standard
                    ? new OfRecord(standard)
                    : given;
        }
    }

    /** Refuses null for a component that may not be null. */
    private static final class OfRecord extends StdValueInstantiator {

        private static final long serialVersionUID = 1L;

        OfRecord(StdValueInstantiator standard) {
            super(standard);
        }

        @Override
        public Object createFromObjectWith(DeserializationContext context, Object[] values) throws IOException {
            RecordComponent[] components = getValueClass().getRecordComponents();
            for (int i = 0; i < components.length; i++) {
                if (values[i] == null && !RecordComponents.isNullable(components[i])) {
                    context.reportInputMismatch(getValueClass(), "%s must not be null", components[i].getName());
                }
            }
            return super.createFromObjectWith(context, values);
        }
    }
}
