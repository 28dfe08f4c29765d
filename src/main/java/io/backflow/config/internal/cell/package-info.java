/** The recurrent cells that come with the program. */
@NullMarked
package io.backflow.config.internal.cell;

import org.jspecify.annotations.NullMarked;
