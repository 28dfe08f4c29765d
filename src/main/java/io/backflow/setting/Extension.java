// SPDX-License-Identifier: Apache-2.0
package io.backflow.setting;

import java.util.List;

/**
 * Offers records that a configuration may choose by name.
 *
 * <p>Extensions are found by {@link java.util.ServiceLoader}: a library that brings a clipping policy, a cell or a task
 * of its own names its extension in {@code META-INF/services/io.backflow.setting.Extension}. A program may call
 * {@link Catalogue#register} instead.
 */
public interface Extension {

    /**
     * Returns the record classes, each with a {@link TypeName}, in the order in which they are listed to a user. A
     * record is a choice wherever a setting's type is an interface that it implements.
     */
    List<Class<? extends Record>> records();
}
