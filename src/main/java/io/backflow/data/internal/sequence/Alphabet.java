// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The characters (Unicode code points) of a text, numbered in the order of their code points.
 *
 * <p>An alphabet with an unknown slot gives every other character its last number; one without has none to give.
 */
public final class Alphabet {

    private final int[] characters;
    private final boolean unknownSlot;

    private Alphabet(int[] characters, boolean unknownSlot) {
        this.characters = characters;
        this.unknownSlot = unknownSlot;
    }

    /** Returns the alphabet of exactly these characters. */
    public static Alphabet of(IntStream characters) {
        return new Alphabet(characters.sorted().distinct().toArray(), false);
    }

    /** Returns the alphabet of these characters and one number more, for all others. */
    public static Alphabet withUnknown(IntStream characters) {
        return new Alphabet(characters.sorted().distinct().toArray(), true);
    }

    /** Returns how many numbers there are, that for unknown characters included. */
    public int size() {
        return characters.length + (unknownSlot ? 1 : 0);
    }

    /**
     * Returns the number of a character, 0..size-1.
     *
     * @throws IllegalArgumentException if it is unknown and the alphabet has no slot for that
     */
    public int number(int character) {
        int place = Arrays.binarySearch(characters, character);
        if (place >= 0) {
            return place;
        }
        if (!unknownSlot) {
            throw new IllegalArgumentException("no such character in the alphabet: " + Character.toString(character));
        }
        return characters.length;
    }

    /** Returns the numbers of all characters of a text. */
    public int[] numbers(String text) {
        return text.codePoints().map(this::number).toArray();
    }

    /** Returns the characters in the order of their numbers, without the slot for unknown ones. */
    public List<String> characters() {
        return Arrays.stream(characters).mapToObj(Character::toString).toList();
    }

    /** Returns the characters as one can print them: blanks and controls by their code points, {@code U+000A}. */
    public List<String> names() {
        IntStream known = Arrays.stream(characters);
        List<String> names = new ArrayList<>(known.mapToObj(Alphabet::printable).toList());
        if (unknownSlot) {
            names.add("unknown");
        }
        return List.copyOf(names);
    }

    private static String printable(int character) {
        boolean visible = character == ' '
                || !(Character.isISOControl(character)
                        || Character.isWhitespace(character)
                        || Character.isSpaceChar(character));
        return visible ? Character.toString(character) : String.format(Locale.ROOT, "U+%04X", character);
    }
}
