// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the examples of the minibatch that is trained on stand in their data, as far as anybody said so. */
public final class ExamplePlaces {

    private volatile List<?> metaData = List.of();

    /**
     * Takes the meta data of the examples of the next minibatch, as Deeplearning4j's {@code DataSet} has them.
     *
     * @param ofExamples one object an example, whose text names its place; null or empty if there are none
     */
    public void are(@Nullable List<?> ofExamples) {
        metaData = ofExamples == null ? List.of() : ofExamples;
    }

    /** Returns the meta data of the examples of the minibatch. */
    List<?> current() {
        return metaData;
    }

    /** Returns the place of an example; empty if it is not known. */
    static String of(List<?> metaData, int example) {
        Object place = example < metaData.size() ? metaData.get(example) : null;
        return place == null ? "" : text(place);
    }

    /** Returns the text; of DataVec's {@code RecordMetaData}, which no plug-in needs, its location. */
    private static String text(Object place) {
        try {
            Object location = place.getClass().getMethod("getLocation").invoke(place);
            return String.valueOf(location);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException noneOfDataVec) {
            return String.valueOf(place);
        }
    }
}
