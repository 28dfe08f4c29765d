/** One view of a Deeplearning4j model. */
@NullMarked
package io.backflow.model;

import org.jspecify.annotations.NullMarked;
