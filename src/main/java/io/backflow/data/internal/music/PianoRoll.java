// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.music;

import java.util.BitSet;

/** One piece: which of the 88 keys of a piano sound at each step, key 0 being A0, MIDI pitch 21. */
final class PianoRoll {

    /** Keys of a piano. */
    static final int KEYS = 88;

    /** The MIDI pitch of the lowest key. */
    static final int LOWEST_PITCH = 21;

    private final int steps;
    private final BitSet sounding;

    PianoRoll(int steps) {
        this.steps = steps;
        this.sounding = new BitSet(steps * KEYS);
    }

    int steps() {
        return steps;
    }

    void strike(int step, int key) {
        sounding.set(step * KEYS + key);
    }

    boolean sounds(int step, int key) {
        return sounding.get(step * KEYS + key);
    }
}
