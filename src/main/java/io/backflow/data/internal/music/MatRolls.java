// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.music;

import io.backflow.data.DataException;
import io.backflow.setting.internal.FileFailure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;

/**
 * Reads the MATLAB 5 form: the cell arrays {@code traindata}, {@code validdata} and {@code testdata}, each cell a piano
 * roll [steps, 88] of zeros and ones.
 */
final class MatRolls {

    private static final int HEADER = 128;
    private static final int TEXT = 116;
    private static final String LEVEL_5 = "MATLAB 5.0 MAT-file";

    private final Path file;

    private MatRolls(Path file) {
        this.file = file;
    }

    static PianoRolls read(Path file) {
        requireLevel5(file);
        MatRolls rolls = new MatRolls(file);
        try (MatFile mat = Mat5.readFromFile(file.toFile())) {
            return new PianoRolls(
                    rolls.part(mat, "traindata"), rolls.part(mat, "validdata"), rolls.part(mat, "testdata"));
        } catch (IOException | IllegalArgumentException | IllegalStateException | BufferUnderflowException broken) {
            throw new DataException(
                    file + ": is damaged or cut off, or has a form of MATLAB 5 that is not read: "
                            + broken.getMessage(),
                    broken);
        }
    }

    /** MATLAB 7.3 writes HDF5 and MATLAB 4 no header; both would only look damaged. */
    private static void requireLevel5(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] header = in.readNBytes(HEADER);
            String text = new String(header, 0, Math.min(TEXT, header.length), StandardCharsets.ISO_8859_1);
            if (header.length < HEADER) {
                throw new EOFException("it has " + header.length + " bytes and no header");
            }
            if (!text.startsWith(LEVEL_5)) {
                String said = text.startsWith("MATLAB")
                        ? "says '"
                                + text.substring(0, Math.min(text.length(), LEVEL_5.length()))
                                        .strip() + "'"
                        : "has no MATLAB header";
                throw DataException.in(
                        file,
                        said + "; only MATLAB 5 files are read, which MATLAB writes with save(..., '-v7') or '-v6'");
            }
        } catch (IOException failure) {
            throw new DataException("cannot read " + file + ": " + FileFailure.describe(failure), failure);
        }
    }

    private List<PianoRoll> part(MatFile mat, String name) {
        List<String> names = StreamSupport.stream(mat.getEntries().spliterator(), false)
                .map(MatFile.Entry::getName)
                .collect(Collectors.toList());
        if (!names.contains(name)) {
            throw DataException.in(file, "has no cell array '" + name + "', but " + names);
        }
        Array array = mat.getArray(name);
        if (!(array instanceof Cell pieces)) {
            throw DataException.in(file, name + " must be a cell array, got " + array.getType());
        }
        List<PianoRoll> rolls = new ArrayList<>();
        for (int piece = 0; piece < pieces.getNumElements(); piece++) {
            rolls.add(piece(pieces.get(piece), name + "{" + (piece + 1) + "}"));
        }
        return rolls;
    }

    private PianoRoll piece(Array array, String place) {
        if (!(array instanceof Matrix matrix)
                || matrix.getNumDimensions() != 2
                || matrix.getNumCols() != PianoRoll.KEYS) {
            throw DataException.in(
                    file,
                    place + " must be a matrix of " + PianoRoll.KEYS + " columns, got " + array.getType() + " of "
                            + array.getNumRows() + " x " + array.getNumCols());
        }
        PianoRoll roll = new PianoRoll(matrix.getNumRows());
        for (int step = 0; step < roll.steps(); step++) {
            for (int key = 0; key < PianoRoll.KEYS; key++) {
                double value = matrix.getDouble(step, key);
                if (value == 1) {
                    roll.strike(step, key);
                } else if (value != 0) {
                    throw DataException.in(
                            file,
                            place + " must have zeros and ones, got " + value + " in row " + (step + 1) + ", column "
                                    + (key + 1));
                }
            }
        }
        return roll;
    }
}
