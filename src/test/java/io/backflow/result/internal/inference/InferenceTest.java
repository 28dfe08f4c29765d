// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against scipy 1.17.1, whose calls stand beside the values, and against counting everything. */
class InferenceTest {

    /** The references have 12 digits or more, and both sides compute in double. */
    private static final Offset<Double> EXACT = within(1e-10);

    /** The percentile of a drawn sample of 9999 wanders by about this much of the deviation of the mean. */
    private static final double DRAWING = 0.05;

    private static final double INFINITE = Double.POSITIVE_INFINITY;

    /**
     * Darwin's maize plants, the differences of 15 pairs (R: {@code HistData::ZeaMays$diff}), in eighths of an inch.
     */
    private static final double[] DARWIN = {6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75};

    private static final double[] FIVE = {0.05, 0.01, 0.04, 0.02, 0.045};

    @Test
    void pairsHaveTheFiguresOfScipy() {
        PairedSample five = PairedSample.of(FIVE, 0.95);
        // stats.ttest_1samp(d, 0), .confidence_interval(0.95); d.mean() / d.std(ddof=1)
        assertThat(five.tTest()).isCloseTo(0.012683366841868, EXACT);
        assertThat(five.sample().tInterval().low()).isCloseTo(0.011673720486019373, EXACT);
        assertThat(five.sample().tInterval().high()).isCloseTo(0.05432627951398064, EXACT);
        assertThat(five.cohensDz()).isCloseTo(1.9213342821406216, EXACT);
        assertThat(five.sample().median()).isEqualTo(0.04);
        // Gamma(2) / (sqrt(2) Gamma(3/2)) = sqrt(2 / pi)
        assertThat(five.hedgesGz()).isCloseTo(1.9213342821406216 * Math.sqrt(2 / Math.PI), EXACT);
        // stats.wilcoxon(a, b, method='exact')
        assertThat(five.signedRank()).isEqualTo(0.0625);

        PairedSample darwin = PairedSample.of(DARWIN, 0.95);
        assertThat(darwin.signedRank()).isEqualTo(0.041259765625);
        assertThat(darwin.tTest()).isCloseTo(0.049702944021800866, EXACT);
        assertThat(darwin.sample().tInterval().low()).isCloseTo(0.03119331839297601, EXACT);
        assertThat(darwin.sample().tInterval().high()).isCloseTo(41.835473348273695, EXACT);
    }

    @Test
    void tiedRanksAndZerosAreExactToo() {
        // stats.wilcoxon(x, y, method=stats.PermutationMethod(n_resamples=np.inf))
        double[] differences = {15, -7, 5, 20, 0, -9, 17, -12, 5, -10};
        assertThat(SignedRank.of(differences)).isEqualTo(new SignedRank(9, 27, 0.6328125));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void signedRanksAreThoseOfAllSigns(long seed) {
        Random random = new Random(seed);
        double[] differences = new double[8];
        Arrays.setAll(differences, i -> random.nextInt(9) - 3);
        double[] kept = Arrays.stream(differences).filter(d -> d != 0).toArray();
        double[] ranks = new double[kept.length];
        for (int i = 0; i < kept.length; i++) {
            for (double other : kept) {
                double less = Math.abs(other) - Math.abs(kept[i]);
                ranks[i] += less < 0 ? 1 : less == 0 ? 0.5 : 0;
            }
            ranks[i] += 0.5;
        }
        double all = Arrays.stream(ranks).sum();
        double seen = 0;
        for (int i = 0; i < kept.length; i++) {
            seen += kept[i] > 0 ? ranks[i] : 0;
        }
        int asFar = 0;
        for (int signs = 0; signs < 1 << kept.length; signs++) {
            double sum = 0;
            for (int i = 0; i < kept.length; i++) {
                sum += ((signs >> i) & 1) == 1 ? ranks[i] : 0;
            }
            asFar += Math.abs(sum - all / 2) >= Math.abs(seen - all / 2) ? 1 : 0;
        }
        assertThat(SignedRank.of(differences).p()).isEqualTo((double) asFar / (1 << kept.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20, 50})
    void withoutTiesTheLibraryAgrees(int n) {
        double[] differences = new Random(n).doubles(n, -0.4, 0.6).toArray();
        assertThat(SignedRank.of(differences).p())
                .isCloseTo(
                        WilcoxonSignedRankTest.withDefaults().test(differences).getPValue(), EXACT);
    }

    @Test
    void manyPairsAreApproximated() {
        // stats.wilcoxon(np.arange(1, 61) - 20.25, method='asymptotic', correction=True)
        double[] many = new double[60];
        Arrays.setAll(many, i -> i + 1 - 20.25);
        assertThat(SignedRank.of(many).p()).isCloseTo(0.00015214329261552942, EXACT);
        many[0] = -INFINITE;
        assertThat(SignedRank.of(many).p()).isBetween(1e-4, 1e-2);
    }

    @Test
    void whatTestsCannotTakeHasANamedResult() {
        assertThat(SignedRank.of(new double[0]).p()).isEqualTo(1);
        assertThat(SignedRank.of(new double[] {0, 0, -0.0}).p()).isEqualTo(1);
        assertThat(SignedRank.of(new double[] {1, Double.NaN}).p()).isNaN();
        assertThat(SignedRank.of(new double[] {1, INFINITE, 2, 3, INFINITE}).p())
                .isEqualTo(0.0625);
        assertThat(SignedRank.of(new double[] {1, -INFINITE, 2}).p()).isEqualTo(1.0);
        assertThat(PairedSample.of(new double[0], 0.95).signedRank()).isNaN();
        PairedSample one = PairedSample.of(new double[] {0.5}, 0.95);
        assertThat(one.sample().mean()).isEqualTo(0.5);
        assertThat(one.signedRank()).isEqualTo(1);
        assertThat(new double[] {one.tTest(), one.cohensDz(), one.hedgesGz()}).containsOnly(Double.NaN);
        assertThat(one.sample().tInterval().exists()).isFalse();
        assertThat(PairedSample.of(new double[] {1, 2}, 0.95).hedgesGz()).isNaN();
        assertThat(PairedSample.of(new double[] {1, INFINITE}, 0.95).tTest()).isNaN();
        PairedSample zero = PairedSample.of(new double[] {0, 0, 0}, 0.95);
        assertThat(new double[] {zero.tTest(), zero.cohensDz()}).containsOnly(Double.NaN);
        assertThat(zero.signedRank()).isEqualTo(1);
    }

    /** R's {@code t.test} refuses them: "data are essentially constant". */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.1})
    void equalDifferencesHaveNoTTest(double difference) {
        double[] differences = {difference, difference, difference + Math.ulp(difference), difference, difference};
        PairedSample constant = PairedSample.of(differences, 0.95);
        assertThat(constant.tTest()).isNaN();
        assertThat(constant.sample().tInterval().exists()).isFalse();
        assertThat(constant.signedRank()).isEqualTo(0.0625);
        assertThat(constant.cohensDz()).isEqualTo(INFINITE);
    }

    @Test
    void theBootstrapAgreesWithScipyAndWithItself() {
        // stats.bootstrap((x,), np.mean, method='BCa', n_resamples=200000): 8.8, 26.75; 'percentile': 13.2, 27.9
        double[] newcomb = {28, -44, 29, 30, 26, 27, 22, 23, 33, 16, 24, 29, 24, 40, 21, 31, 34, -2, 25, 19};
        double tolerance = DRAWING * Sample.standardDeviation(newcomb);
        Bootstrap drawn = Bootstrap.ofMean(newcomb, 0.95);
        assertThat(drawn.biasCorrected().low()).isCloseTo(8.8, within(tolerance));
        assertThat(drawn.biasCorrected().high()).isCloseTo(26.75, within(tolerance));
        assertThat(drawn.percentile().low()).isCloseTo(13.2, within(tolerance));
        assertThat(drawn.percentile().high()).isCloseTo(27.9, within(tolerance));
        assertThat(Bootstrap.ofMean(newcomb, 0.95)).isEqualTo(drawn);
        assertThat(Bootstrap.ofMean(new double[] {1}, 0.95).percentile().exists())
                .isFalse();
        assertThat(Bootstrap.ofMean(new double[] {1, Double.NaN}, 0.95)
                        .percentile()
                        .exists())
                .isFalse();
        assertThat(Bootstrap.ofMean(new double[] {2, 2, 2}, 0.95).biasCorrected())
                .isEqualTo(new Interval(2, 2));
        assertThat(Bootstrap.ofMean(new double[] {1, 2}, 0.95).biasCorrected()).isEqualTo(new Interval(1, 2));
    }

    @Test
    void summariesSayWhatTheyCannotKnow() {
        Sample eight = Sample.of(new double[] {2, 4, 4, 4, 5, 5, 7, 9}, 0.95);
        assertThat(eight.mean()).isEqualTo(5);
        assertThat(eight.standardDeviation()).isCloseTo(Math.sqrt(32.0 / 7), EXACT);
        assertThat(eight.median()).isEqualTo(4.5);
        assertThat(Sample.of(new double[0], 0.95).median()).isNaN();
        assertThat(Sample.of(new double[] {1, 2, INFINITE}, 0.95).mean()).isNaN();
        assertThat(Sample.of(new double[] {1, 2, INFINITE}, 0.95).median()).isEqualTo(2);
        // A large offset costs no digits.
        assertThat(Sample.standardDeviation(new double[] {1e9 + 1, 1e9 + 2, 1e9 + 3}))
                .isEqualTo(1);
    }

    @Test
    void holmGoesStepByStep() {
        // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") is 0.03 0.06 0.06 0.02
        assertThat(Holm.adjust(new double[] {0.01, 0.04, Double.NaN, 0.03, 0.005}))
                .containsExactly(new double[] {0.03, 0.06, Double.NaN, 0.06, 0.02}, EXACT);
        assertThat(Holm.adjust(new double[] {0.6, 0.7})).containsExactly(1, 1);
        assertThat(Holm.adjust(new double[0])).isEmpty();
    }

    @ParameterizedTest // stats.binomtest(k, n).proportion_ci(method='wilson')
    @CsvSource({
        "8, 10, 0.4901624715366418, 0.9433178485456248",
        "0, 5, 0, 0.43448246478317476",
        "5, 5, 0.5655175352168251, 1"
    })
    void sharesHaveWilsonsInterval(long successes, long trials, double low, double high) {
        Interval interval = Wilson.of(successes, trials, 0.95);
        assertThat(interval.low()).isCloseTo(low, EXACT);
        assertThat(interval.high()).isCloseTo(high, EXACT);
    }

    @Test
    void noTrialHasNoShare() {
        assertThat(Wilson.of(0, 0, 0.95).exists()).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> Wilson.of(2, 1, 0.95));
    }

    @ParameterizedTest // stats.nct, summed for both tails: the first n whose power is 0.8
    @CsvSource({
        "0.2, 0.05, 199", "0.5, 0.05, 34", "0.8, 0.05, 15", "1, 0.05, 10", "-2, 0.05, 5", "3, 0.05, 4",
        "0.2, 0.0125, 282", "0.5, 0.0125, 48", "0.8, 0.0125, 21", "1, 0.0125, 15", "2, 0.0125, 7", "3, 0.0125, 5"
    })
    void countsThePairsThatAnEffectNeeds(double dz, double level, int pairs) {
        assertThat(Power.pairs(dz, level, Power.CUSTOMARY)).isEqualTo(pairs);
    }

    @Test
    void powerIsThatOfTheNoncentralT() {
        assertThat(Power.of(34, 0.5, 0.05)).isCloseTo(0.8077775012792737, EXACT);
        assertThat(Power.of(5, 2, 0.05)).isCloseTo(0.9088848681009404, within(1e-8));
        assertThat(Power.of(9, 1, 0.05)).isCloseTo(0.7480170922294767, EXACT);
        assertThat(Power.pairs(0, 0.05, 0.8)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Power.pairs(Double.NaN, 0.05, 0.8)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Power.pairs(INFINITE, 0.05, 0.8)).isEqualTo(2);
    }

    @Test
    void theFewestPairsOfTheSignedRankTest() {
        assertThat(SignedRank.fewestPairs(0.05)).isEqualTo(6);
        assertThat(SignedRank.fewestPairs(0.0625)).isEqualTo(5);
        assertThat(SignedRank.fewestPairs(0.01)).isEqualTo(8);
    }

    @Test
    void countsWhoIsBetterHowOften() {
        assertThat(Improvement.probability(new double[] {1, 2}, new double[] {1, 0, 3}))
                .isEqualTo(3.5 / 6);
        assertThat(Improvement.probability(new double[] {1}, new double[] {-INFINITE}))
                .isEqualTo(1);
        assertThat(Improvement.probability(new double[0], new double[] {1})).isNaN();
    }

    @Test
    void friedmanAgreesWithScipy() {
        // stats.friedmanchisquare(*rows.T)
        Friedman test = Friedman.of(new double[][] {
            {7.0, 9.9, 8.5, 5.1, 10.3},
            {5.3, 5.7, 4.7, 3.5, 7.7},
            {4.9, 7.6, 5.5, 2.8, 8.4},
            {8.8, 8.9, 8.1, 3.3, 9.1}
        });
        assertThat(test.chiSquared()).isCloseTo(15.2, EXACT);
        assertThat(test.p()).isCloseTo(0.004303882327589247, EXACT);
        assertThat(test.averageRanks()).containsExactly(3.5, 2.0, 3.5, 5.0, 1.0);
        // (n - 1) chi / (n (k - 1) - chi) = 57; stats.f.sf(57, 4, 12)
        assertThat(test.imanDavenport()).isCloseTo(1.046875e-7, within(1e-15));
        double[][] tied = {{1, 2, 2}, {1, 3, 2}, {2, 2, 2}, {1, 2, 3}, {1, 3, 2}};
        assertThat(Friedman.of(tied).chiSquared()).isCloseTo(6.533333333333341, EXACT);
        assertThat(Friedman.of(tied).p()).isCloseTo(0.038133326547045036, EXACT);
    }

    @Test
    void friedmanOfEqualArmsFindsNothing() {
        Friedman equal = Friedman.of(new double[][] {{1, 1}, {2, 2}});
        assertThat(equal.p()).isEqualTo(1);
        assertThat(equal.averageRanks()).containsExactly(1.5, 1.5);
        assertThat(Friedman.of(new double[][] {{1, -INFINITE}, {2, -INFINITE}}).averageRanks())
                .containsExactly(1.0, 2.0);
        assertThatIllegalArgumentException().isThrownBy(() -> Friedman.of(new double[][] {{1, Double.NaN}}));
        assertThatIllegalArgumentException().isThrownBy(() -> Friedman.of(new double[0][0]));
    }

    @ParameterizedTest // stats.studentized_range.ppf(level, k, np.inf) / sqrt(2), in Demsar's Table 5 to three digits
    @CsvSource({
        "2, 0.95, 1.95996398454005",
        "3, 0.95, 2.343700586378",
        "4, 0.95, 2.569031772546",
        "10, 0.95, 3.163683577",
        "4, 0.9, 2.291341496888"
    })
    void theCriticalDifferenceIsNemenyis(int arms, double level, double q) {
        double[][] scores = new double[arms * (arms + 1)][arms]; // so many data sets that the root is sqrt(1/6)
        assertThat(Friedman.of(scores).criticalDifference(1 - level)).isCloseTo(q / Math.sqrt(6), within(1e-6));
    }
}
