// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.document;

import java.nio.file.Path;

/** One text with its label, and where it stands. */
record Document(String label, String text, Path file, long line) {}
