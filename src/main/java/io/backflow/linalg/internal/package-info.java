/** Numbers of vectors that are right over the whole range of double. */
@NullMarked
package io.backflow.linalg.internal;

import org.jspecify.annotations.NullMarked;
