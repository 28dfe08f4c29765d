// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which Jacobians through time are measured.
 *
 * <p>The defaults cost about 0.2 s a time for LSTM with 128 units over 100 steps: half of it are products of a vector
 * with the recurrent matrix, 0.2 s for a thousand million multiplications on a core of 2023, and half eigenvalues. A
 * record of something larger is cut short at the budget, and says so; the eigenvalues are bounded by
 * {@code radiusSteps} and {@code radiusSize} instead.
 *
 * @param examples how many examples of the minibatch, evenly spaced in it
 * @param lags the lags t - k of products dh_t/dh_k, besides the longest that there is
 * @param singleSteps how many single steps dh_{t+1}/dh_t, evenly spaced in time
 * @param radiusSteps of how many of these, over all examples, the spectral radius is taken where the state is larger
 *     than {@code exactSize}
 * @param exactSize the largest state that is assembled, with all its singular values
 * @param radiusSize the largest state whose spectral radius is found from all eigenvalues; above it, it is iterated and
 *     may not settle
 * @param tolerance relative error of largest singular values and spectral radii of larger states
 * @param maxIterations most iterations for one of them
 * @param productRadius whether to take the spectral radius of products too, not only of single steps
 * @param hiddenPath whether to take dh_t/dh_k at a given c_k too, of cells with a cell state
 * @param budget most multiplications of one record, in millions, those for the eigenvalues of single steps and
 *     recurrent matrices not counted
 */
public record JacobianOptions(
        @Default("4") int examples,
        @Default("[1, 10, 100, 1000]") List<Integer> lags,
        @Default("2") int singleSteps,
        @Default("2") int radiusSteps,
        @Default("32") int exactSize,
        @Default("512") int radiusSize,
        @Default("0.01") double tolerance,
        @Default("20") int maxIterations,
        @Default("false") boolean productRadius,
        @Default("false") boolean hiddenPath,
        @Default("700") int budget) {

    /** The options that apply where a configuration names none. */
    public static final JacobianOptions DEFAULT =
            new JacobianOptions(4, List.of(1, 10, 100, 1000), 2, 2, 32, 512, 0.01, 20, false, false, 700);

    /** Checks the rules. */
    public JacobianOptions {
        lags = List.copyOf(lags);
        new Rules()
                .atLeast("examples", examples, 1)
                .require(lags.stream().allMatch(lag -> lag >= 1), "lags", "must be at least 1 each", lags)
                .atLeast("singleSteps", singleSteps, 0)
                .atLeast("radiusSteps", radiusSteps, 0)
                .atLeast("exactSize", exactSize, 0)
                .atLeast("radiusSize", radiusSize, 0)
                .positive("tolerance", tolerance)
                .atLeast("maxIterations", maxIterations, 1)
                .atLeast("budget", budget, 1)
                .enforce();
    }

    /**
     * Returns the options for every example, lag, step and path of a minibatch. The products are assembled, whatever it
     * costs.
     */
    public static JacobianOptions everything(int miniBatch, int steps) {
        List<Integer> lags = IntStream.range(1, Math.max(2, steps)).boxed().toList();
        return new JacobianOptions(
                miniBatch,
                lags,
                steps,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                1e-10,
                1000,
                true,
                true,
                Integer.MAX_VALUE);
    }
}
