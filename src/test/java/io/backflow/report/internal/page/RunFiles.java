// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** Writes directories as runs leave them, without training. */
final class RunFiles {

    private static final Pattern NUMBER =
            Pattern.compile("(?<!\"(?:update|updates|epoch|firstStep|first|last|count)\":)"
                    + "(?<=[:\\[,])-?[0-9.]+(?:e[-+]?[0-9]+)?(?=[]},])");

    private RunFiles() {}

    /** Writes a comparison of two cells, with and without clipping. */
    static void comparison(Path directory, int seeds, int updates) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("config.yaml"), "name: made\n");
        Files.writeString(directory.resolve("environment.json"), "{}\n");
        status(directory, "finished");
        for (String cell : new String[] {"simple-rnn", "lstm"}) {
            for (String clipping : new String[] {"none", "global-norm"}) {
                for (int seed = 1; seed <= seeds; seed++) {
                    run(directory.resolve("copy/" + cell + "/" + clipping + "/seed-" + seed), updates, seed);
                }
            }
        }
    }

    /** Writes a run that is over; its gradient is not finite at update 70 and has a spike of 1e6 at update 30. */
    static void run(Path run, int updates, int seed) throws IOException {
        Files.createDirectories(run);
        SplittableRandom random = new SplittableRandom(seed);
        Files.writeString(run.resolve("config.yaml"), "name: one\nrecording:\n  every: 10\n");
        Files.writeString(
                run.resolve("summary.json"),
                format("""
                {"task": "copy", "cell": "%s", "clipping": "%s", "seed": %d, "status": "finished", "reason": "", "parameters": 99,
                "updates": %d, "metric": "accuracy", "figures": {"accuracy": %.4f}, "medianLayerGradientNorm": 0.5,
                "shareClipped": 0.2, "nonFiniteUpdates": 1, "flow": {"verdicts": {"vanishing": 3}}, "trainingSeconds": 3.5}
                """, name(run, 2), name(run, 1), seed, updates, random.nextDouble()));
        status(run, "finished");
        try (PrintWriter metrics = lines(run, "metrics");
                PrintWriter gradients = lines(run, "gradients");
                PrintWriter clipping = lines(run, "clipping");
                PrintWriter flow = lines(run, "flow")) {
            for (int update = 0; update < updates; update += 10) {
                metrics.println(metrics(update, random));
                gradients.println(gradients(update, random));
                clipping.println(clipping(update, random));
                if (update % 100 == 0) {
                    flow.println(flow(update, random));
                }
            }
        }
    }

    static void status(Path directory, String status) throws IOException {
        Files.writeString(
                directory.resolve("status.json"), "{\"status\": \"" + status + "\", \"at\": \"2026-01-01T00:00:00Z\"}");
    }

    /** Makes every number that a run recorded NaN, but for those that count. */
    static void spoil(Path run) throws IOException {
        for (String name : new String[] {"metrics", "gradients", "clipping", "flow"}) {
            Path file = run.resolve(name + ".jsonl");
            Files.writeString(file, NUMBER.matcher(Files.readString(file)).replaceAll("\"NaN\""));
        }
        named(run, "\"finished\"", "\"diverged\"");
        Path summary = run.resolve("summary.json");
        Files.writeString(
                summary, Files.readString(summary).replaceAll("\"accuracy\": [0-9.]+", "\"accuracy\": \"NaN\""));
        status(run, "diverged");
    }

    /** Replaces a text in the summary of a run. */
    static void named(Path run, String text, String by) throws IOException {
        Path summary = run.resolve("summary.json");
        Files.writeString(summary, Files.readString(summary).replace(text, by));
    }

    private static String name(Path run, int above) {
        Path path = run;
        for (int i = 0; i < above && path.getParent() != null; i++) {
            path = path.getParent();
        }
        return String.valueOf(path.getFileName());
    }

    private static PrintWriter lines(Path run, String name) throws IOException {
        return new PrintWriter(Files.newBufferedWriter(run.resolve(name + ".jsonl")));
    }

    private static String metrics(int update, SplittableRandom random) {
        return format(
                "{\"record\":\"metrics\",\"updates\":%d,\"epoch\":0,\"split\":\"training\",\"loss\":%.6f,\"lossSum\":3}",
                update + 1, 2 * Math.exp(-update / 3000.0) * (0.9 + 0.2 * random.nextDouble()));
    }

    private static String gradients(int update, SplittableRandom random) {
        String norm =
                update == 70 ? "\"NaN\"" : update == 30 ? "1e6" : format("%.6e", Math.exp(random.nextDouble() - 2));
        String some = format("%.6e", Math.exp(random.nextDouble()));
        return format(
                "{\"record\":\"gradient\",\"update\":%d,\"blocks\":[\"(model)\",\"rnn0\",\"rnn0/W\",\"output\"],"
                        + "\"norms\":{\"raw\":{\"scale\":\"mean\",\"l1\":[1,1,1,1],\"l2\":[%s,%s,%s,0]},"
                        + "\"clipped\":{\"l2\":[1,%s,1,1]},\"update\":{\"l2\":[1e-3,%s,1e-3,1e-3]},\"parameters\":{\"l2\":[9,9,9,9]}}}",
                update, norm, norm, some, some, some);
    }

    private static String clipping(int update, SplittableRandom random) {
        return format(
                "{\"record\":\"clip\",\"update\":%d,\"action\":\"clipped\",\"globalL2\":{\"before\":3,\"after\":1},\"threshold\":1,"
                        + "\"nonFinite\":{\"count\":0},\"coefficient\":%.5f}",
                update, random.nextDouble());
    }

    private static String flow(int update, SplittableRandom random) {
        StringBuilder norms = new StringBuilder("0");
        for (int lag = 98; lag >= 0; lag--) {
            norms.append(format(",%.6e", Math.pow(0.9, lag) * (0.9 + 0.2 * random.nextDouble())));
        }
        String profile = "{\"norms\":[" + norms + "],\"decay\":{\"rate\":0.9,\"halfLife\":6.58}}";
        return format(
                "{\"record\":\"flow\",\"update\":%d,\"verdict\":\"vanishing\",\"layers\":{\"rnn0\":{\"firstStep\":0,"
                        + "\"labelled\":{\"first\":99,\"last\":99,\"count\":1},\"verdict\":{\"kind\":\"vanishing\",\"arrived\":1e-5,\"peak\":1},"
                        + "\"hidden\":%s,\"cell\":%s,\"contributions\":{\"norms\":[1,2,%d],\"shares\":[0.1,0.3,0.6]},\"gates\":{\"forget\":{\"mean\":[0.5,0.7],\"saturated\":[0,0.1]}}}}}",
                update, profile, profile, update + 3);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
