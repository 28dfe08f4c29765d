// SPDX-License-Identifier: Apache-2.0
package io.backflow.setting;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name by which a configuration chooses a record among the permitted ones of a sealed interface: {@code type:
 * NAME}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface TypeName {

    /** Returns the name, in lower case with hyphens: {@code global-norm}. */
    String value();
}
