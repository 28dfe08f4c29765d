// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import io.backflow.setting.Default;
import java.io.IOException;
import java.lang.reflect.Member;
import java.lang.reflect.RecordComponent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.annotation.JacksonInject;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.databind.BeanProperty;
import org.nd4j.shade.jackson.databind.DeserializationContext;
import org.nd4j.shade.jackson.databind.InjectableValues;
import org.nd4j.shade.jackson.databind.JsonMappingException;
import org.nd4j.shade.jackson.databind.introspect.Annotated;
import org.nd4j.shade.jackson.databind.introspect.AnnotatedMember;
import org.nd4j.shade.jackson.databind.introspect.AnnotatedParameter;
import org.nd4j.shade.jackson.databind.introspect.JacksonAnnotationIntrospector;

/** Tells Jackson which components of a record a file must have: all but those that may be null or have a default. */
final class RecordComponents extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
        Optional<RecordComponent> component = componentOf(member);
        return component.isPresent() ? Boolean.valueOf(isRequired(component.get())) : super.hasRequiredMarker(member);
    }

    private static boolean isRequired(RecordComponent component) {
        return !isNullable(component) && !component.isAnnotationPresent(Default.class);
    }

    static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    @Override
    public JacksonInject.@Nullable Value findInjectableValue(AnnotatedMember member) {
        return componentOf(member)
                .map(component -> component.getAnnotation(Default.class))
                .map(given -> JacksonInject.Value.forId(given.value()))
                .orElse(null);
    }

    /** Returns the component that a parameter of a record's canonical constructor sets. */
    private static Optional<RecordComponent> componentOf(Annotated annotated) {
        if (!(annotated instanceof AnnotatedParameter parameter)) {
            return Optional.empty();
        }
        Member constructor = parameter.getMember();
        RecordComponent[] components = constructor.getDeclaringClass().getRecordComponents();
        return components == null || components.length != parameter.getOwner().getParameterCount()
                ? Optional.empty()
                : Optional.of(components[parameter.getIndex()]);
    }

    /** Reads the text of a default, which is JSON here. */
    static final class Defaults extends InjectableValues {

        @Override
        public Object findInjectableValue(
                Object text, DeserializationContext context, BeanProperty component, @Nullable Object record)
                throws JsonMappingException {
            try (JsonParser parser = context.getParser().getCodec().getFactory().createParser((String) text)) {
                return parser.getCodec().readValue(parser, component.getType());
            } catch (IOException e) {
                throw JsonMappingException.from(context, "The default of " + component.getName() + " is no JSON", e);
            }
        }
    }
}
