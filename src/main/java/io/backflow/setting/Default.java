// SPDX-License-Identifier: Apache-2.0
package io.backflow.setting;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value that a record component takes when the configuration does not name it, written as it would stand in YAML.
 *
 * <p>A component without this annotation must be given, unless it is nullable.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {

    /** Returns the default as YAML text: {@code "1.0"}, {@code "[1, 2, 3]"}, {@code "{type: none}"}. */
    String value();
}
