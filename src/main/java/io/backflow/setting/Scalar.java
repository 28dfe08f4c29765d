// SPDX-License-Identifier: Apache-2.0
package io.backflow.setting;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the one permitted record of a sealed interface that a configuration may write as its only component's value:
 * {@code maxNorm: 1.0} for {@code maxNorm: {type: constant, value: 1.0}}.
 *
 * <p>The rules of such a record speak of the setting that it is the value of, so whoever holds it checks it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Scalar {}
