package io.backflow.data;

/** Sizes beyond which a setting is a slip of the pen rather than a plan. */
final class Limits {

    /** Time steps of a sequence. */
    static final int MAX_LENGTH = 1_000_000;

    /** Sequences of a generated split. */
    static final int MAX_SEQUENCES = 10_000_000;

    private Limits() {}
}
