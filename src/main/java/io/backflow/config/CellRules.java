package io.backflow.config;

import io.backflow.setting.Rules;

/** The rules that every cell keeps. */
final class CellRules {

    private static final int MOST_UNITS = 16_384;
    private static final int MOST_LAYERS = 16;

    private CellRules() {}

    static Rules check(int units, int layers) {
        return new Rules().between("units", units, 1, MOST_UNITS).between("layers", layers, 1, MOST_LAYERS);
    }
}
