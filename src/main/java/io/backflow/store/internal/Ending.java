// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

/**
 * How training ended.
 *
 * @param reason why, if early; else empty
 */
public record Ending(RunStatus status, String reason) {}
