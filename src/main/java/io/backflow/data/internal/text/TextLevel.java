// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

/** What a text is read as. */
public enum TextLevel {
    /** Unicode code points. */
    CHARACTER,
    /** What blanks separate. */
    WORD
}
