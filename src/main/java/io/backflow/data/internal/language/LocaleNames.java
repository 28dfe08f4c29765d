// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.language;

import io.backflow.data.DataException;
import java.text.DateFormatSymbols;
import java.text.Normalizer;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names of countries, languages, currencies, months, weekdays and time zones, in the languages of Latin script that the
 * JDK's locale data covers best.
 *
 * <p>The data is that of the Unicode Common Locale Data Repository (CLDR), which the JDK carries and uses by default.
 * Texts are in Unicode's form NFC, with plain blanks and without years in parentheses; those with digits left (GMT
 * +01:00) and those that two languages share are left out.
 */
final class LocaleNames {

    /** Languages by tag, in alphabetical order. */
    static final List<String> TAGS = List.of(
            "cs", "da", "de", "en", "es", "et", "fi", "fr", "hr", "hu", "it", "lt", "lv", "nl", "pl", "pt", "ro", "sl",
            "sv", "tr");

    /** The fewest that a language has of its own are 525 in JDK 17; without CLDR data Czech has 36. */
    static final int FEWEST_NAMES = 450;

    private static final Pattern YEARS = Pattern.compile("\\s*\\([^)]*\\d[^)]*\\)");
    private static final Pattern BLANKS = Pattern.compile("[\\s\\u00a0\\u2009\\u202f]+");
    private static final Pattern DIGIT = Pattern.compile("\\d");

    private LocaleNames() {}

    /**
     * Returns the names that belong to one language only, by language tag, both in alphabetical order.
     *
     * @throws DataException if this JVM does not give CLDR's names
     */
    static Map<String, Set<String>> load() {
        return requireCldr(own(LocaleNames::of), System.getProperty("java.locale.providers", ""));
    }

    /** Returns each language's names without those that another language has too. */
    static Map<String, Set<String>> own(Function<String, Set<String>> namesOf) {
        Map<String, Set<String>> names =
                new TreeMap<>(TAGS.parallelStream().collect(Collectors.toConcurrentMap(tag -> tag, namesOf)));
        Map<String, Long> owners = names.values().stream()
                .flatMap(Set::stream)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        names.replaceAll((tag, all) -> all.stream()
                .filter(name -> Long.valueOf(1).equals(owners.get(name)))
                .collect(Collectors.toCollection(TreeSet::new)));
        return names;
    }

    /** Passes the names on if they are CLDR's: with other providers, most fall back to English and are no one's own. */
    static Map<String, Set<String>> requireCldr(Map<String, Set<String>> names, String providers) {
        names.forEach((tag, own) -> {
            if (own.size() < FEWEST_NAMES) {
                throw new DataException("languages: this JVM has only " + own.size() + " names of its own for '" + tag
                        + "', so its locale data is not CLDR's; java.locale.providers is "
                        + (providers.isEmpty()
                                ? "not set, and a JDK without the module jdk.localedata lacks them"
                                : "'" + providers + "' and must start with CLDR or be left out"));
            }
        });
        return names;
    }

    /** Brings a text to the form that the data set has, as the class says; empty if it has digits. */
    static String normalise(String text) {
        String name =
                YEARS.matcher(Normalizer.normalize(text, Normalizer.Form.NFC)).replaceAll("");
        return DIGIT.matcher(name).find()
                ? ""
                : BLANKS.matcher(name).replaceAll(" ").strip();
    }

    private static Set<String> of(String tag) {
        Locale locale = Locale.forLanguageTag(tag);
        return Stream.of(countries(locale), languages(locale), currencies(locale), calendar(locale), zones(locale))
                .flatMap(Function.identity())
                .map(LocaleNames::normalise)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    private static Stream<String> countries(Locale locale) {
        return Stream.of(Locale.getISOCountries()).flatMap(code -> {
            String name = new Locale.Builder().setRegion(code).build().getDisplayCountry(locale);
            return named(code, name);
        });
    }

    private static Stream<String> languages(Locale locale) {
        return Stream.of(Locale.getISOLanguages()).flatMap(code -> {
            Locale language = Locale.forLanguageTag(code);
            return named(language.getLanguage(), language.getDisplayLanguage(locale));
        });
    }

    private static Stream<String> currencies(Locale locale) {
        return Currency.getAvailableCurrencies().stream()
                .flatMap(currency -> named(currency.getCurrencyCode(), currency.getDisplayName(locale)));
    }

    /** The locale data gives the code itself where it has no name. */
    private static Stream<String> named(String code, String name) {
        return name.equals(code) ? Stream.empty() : Stream.of(name);
    }

    private static Stream<String> calendar(Locale locale) {
        return Stream.of(TextStyle.FULL, TextStyle.FULL_STANDALONE)
                .flatMap(style -> Stream.concat(
                        Stream.of(Month.values()).map(month -> month.getDisplayName(style, locale)),
                        Stream.of(DayOfWeek.values()).map(day -> day.getDisplayName(style, locale))));
    }

    private static Stream<String> zones(Locale locale) {
        // Columns 1 and 3 are the long names of standard and of summer time.
        return Stream.of(DateFormatSymbols.getInstance(locale).getZoneStrings())
                .flatMap(zone -> Stream.of(zone[1], zone[3]));
    }
}
