// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.data.DataException;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocaleNamesTest {

    private static Map<String, Set<String>> names = Map.of();

    @BeforeAll
    static void load() {
        names = LocaleNames.load();
    }

    @Test
    void hasThirteenThousandNamesInTwentyLanguages() {
        int total = names.values().stream().mapToInt(Set::size).sum();

        assertThat(names).hasSize(20);
        // JDK 17.0.15 has 13,872 and JDK 25.0.3 16,123: every JDK carries its own release of CLDR.
        assertThat(total).isBetween(12_000, 18_000);
        assertThat(names.values()).allSatisfy(own -> assertThat(own).hasSizeBetween(500, 1100));
    }

    @Test
    void hasTheNamesThatADictionaryHas() {
        assertThat(names.get("de")).contains("Deutschland", "Donnerstag", "Französisch");
        assertThat(names.get("fr")).contains("Allemagne", "jeudi", "couronne danoise");
        assertThat(names.get("fi")).contains("Saksa", "torstai", "heinäkuu");
        assertThat(names.get("pl")).contains("Niemcy", "czwartek", "styczeń", "stycznia");
        assertThat(names.get("tr")).contains("Almanya", "Perşembe");
    }

    @Test
    void givesEveryNameToOneLanguageOnly() {
        Set<String> seen = new HashSet<>();
        names.values()
                .forEach(own ->
                        own.forEach(name -> assertThat(seen.add(name)).as(name).isTrue()));
        // German, Danish, Dutch and Swedish all call a day so.
        assertThat(seen).doesNotContain("September", "november", "Euro", "euro");
    }

    @Test
    void hasNothingButNormalisedTextOfPrintableCharacters() {
        for (Set<String> own : names.values()) {
            for (String name : own) {
                assertThat(Normalizer.isNormalized(name, Normalizer.Form.NFC)).isTrue();
                assertThat(name).isEqualTo(name.strip()).doesNotContainPattern("[\\d\\p{C}\\u00a0]|  ");
                assertThat(name.codePointCount(0, name.length())).isBetween(1, 100);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kwanza angolais réajusté (1995–1999)|kwanza angolais réajusté",
                "evropská jednotka účtu 17 (XBD)|''",
                "GMT +01:00|''",
                "Myanmar (Birma)|Myanmar (Birma)",
                "'  a\u00a0\u202f b '|a b",
                "e\u0301t\u00e9|\u00e9t\u00e9"
            })
    void normalises(String text, String expected) {
        assertThat(LocaleNames.normalise(text)).isEqualTo(expected);
    }

    @Test
    void refusesLocaleDataThatIsNotCldrs() {
        // Without CLDR, most names fall back to the English ones and so belong to no one.
        Set<String> english = IntStream.range(0, 1000).mapToObj(i -> "name" + i).collect(Collectors.toSet());
        Map<String, Set<String>> fallback = LocaleNames.own(tag -> english);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> LocaleNames.requireCldr(fallback, "COMPAT"))
                .withMessage(
                        "languages: this JVM has only 0 names of its own for 'cs', so its locale data is not CLDR's; "
                                + "java.locale.providers is 'COMPAT' and must start with CLDR or be left out");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> LocaleNames.requireCldr(fallback, ""))
                .withMessageContaining("not set, and a JDK without the module jdk.localedata");
    }
}
