/**
 * What sequence data is, whatever it was made from: its shape and objective, its three splits as DL4J iterators, and the
 * order in which training sees it. Imports ND4J and nothing of Backflow.
 */
@NullMarked
package io.backflow.data.internal.sequence;

import org.jspecify.annotations.NullMarked;
