// SPDX-License-Identifier: Apache-2.0
package io.backflow.setting;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record component whose keys stand beside those of its record, in the same mapping. It has no key of its own, and a
 * configuration may write its short form in place of the whole mapping.
 *
 * <p>At most one component of a record may be so. Its default counts where only keys of the other components are given.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Unwrapped {}
