/** Holds the README to its word. */
@NullMarked
package io.backflow.readme;

import org.jspecify.annotations.NullMarked;
