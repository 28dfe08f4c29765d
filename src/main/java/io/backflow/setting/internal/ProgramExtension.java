// SPDX-License-Identifier: Apache-2.0
package io.backflow.setting.internal;

import io.backflow.setting.Extension;

/**
 * Offers the choices of the program, which the jar of a host project does not have: a service of its own, so in a file
 * of its own.
 */
public interface ProgramExtension extends Extension {}
