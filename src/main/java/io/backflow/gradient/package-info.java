/** What a gradient is here. */
@NullMarked
package io.backflow.gradient;

import org.jspecify.annotations.NullMarked;
