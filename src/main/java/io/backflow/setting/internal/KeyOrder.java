// SPDX-License-Identifier: Apache-2.0
package io.backflow.setting.internal;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The order of a record's keys where it is not that of its components.
 *
 * <p>A configuration is written, and its keys are listed in messages, in the schema and in the reference, in this
 * order. It names every key of the record's mapping once, those of a record that is
 * {@link io.backflow.setting.Unwrapped} included.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface KeyOrder {

    /** Returns the keys. */
    String[] value();
}
