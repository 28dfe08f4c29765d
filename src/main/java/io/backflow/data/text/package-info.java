/** Character-level language modelling on any text. */
@NullMarked
package io.backflow.data.text;

import org.jspecify.annotations.NullMarked;
