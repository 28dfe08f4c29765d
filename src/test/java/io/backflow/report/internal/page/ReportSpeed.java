// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures how long the report of a comparison takes: {@code ReportSpeed DIR RUNS UPDATES}, which makes the runs in DIR
 * if they are not there, with lines as long as those of an LSTM that is clipped in 4 of 10 updates.
 */
final class ReportSpeed {

    private static final int TIMES = 3;

    private ReportSpeed() {}

    /** Makes the runs and measures. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        int updates = Integer.parseInt(arguments[2]);
        for (int run = 0; run < Integer.parseInt(arguments[1]); run++) {
            String cell = run % 2 == 0 ? "lstm" : "simple-rnn";
            String clipping = run / 2 % 2 == 0 ? "global-norm" : "none";
            Path place = directory.resolve("copy/" + cell + "/" + clipping + "/seed-" + (run / 4 + 1));
            if (!Files.exists(place)) {
                RunFiles.run(place, updates, run);
                norms(place, updates, run / 2 % 2 == 0 ? 0.4 : 0);
            }
        }
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            long busy = processor();
            Path page = HtmlReport.write(directory);
            System.out.printf(
                    Locale.ROOT,
                    "%.2f s, %.2f s of processors, %,d bytes, load %.1f%n",
                    (System.nanoTime() - start) / 1e9,
                    (processor() - busy) / 1e9,
                    Files.size(page),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        }
    }

    private static long processor() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? machine.getProcessCpuTime()
                : 0;
    }

    private static void norms(Path run, int updates, double clipped) throws IOException {
        SplittableRandom random = new SplittableRandom(updates);
        try (PrintWriter gradients = new PrintWriter(Files.newBufferedWriter(run.resolve("gradients.jsonl")));
                PrintWriter clipping = new PrintWriter(Files.newBufferedWriter(run.resolve("clipping.jsonl")))) {
            for (int update = 0; update < updates; update++) {
                boolean clips = random.nextDouble() < clipped;
                if (clips || update % 10 == 0) {
                    gradients.println(gradient(update, random));
                    clipping.println(clip(update, clips, random));
                }
            }
        }
    }

    private static String gradient(int update, SplittableRandom random) {
        String blocks = IntStream.range(0, 17)
                .mapToObj(i -> i == 0 ? "\"rnn0\"" : "\"rnn0/" + (i % 2 == 0 ? "W" : "RW") + "/gate" + i + "\"")
                .collect(Collectors.joining(","));
        return "{\"record\":\"gradient\",\"update\":" + update + ",\"epoch\":0,\"batch\":" + update
                + ",\"segment\":0,\"miniBatchSize\":32,\"labelledSteps\":32,\"nonFinite\":{\"count\":0},\"blocks\":[\"(model)\","
                + blocks + ",\"output\",\"output/W\"],\"norms\":{" + norms("raw", random) + ","
                + norms("clipped", random)
                + "," + norms("update", random) + "," + norms("parameters", random) + "}}";
    }

    /** Of 20 blocks; one norm in a hundred thousand is a spike, and one NaN. */
    private static String norms(String stage, SplittableRandom random) {
        String kinds = "parameters".equals(stage) ? "l2" : "l1,l2,max";
        StringBuilder json = new StringBuilder("\"" + stage + "\":{\"scale\":\"mean\"");
        for (String kind : kinds.split(",", -1)) {
            json.append(",\"").append(kind).append("\":[");
            for (int i = 0; i < 20; i++) {
                int rare = random.nextInt(100_000);
                json.append(i == 0 ? "" : ",");
                json.append(rare == 0 ? "1e6" : rare == 1 ? "\"NaN\"" : (float) Math.exp(random.nextDouble(-7, 1)));
            }
            json.append(']');
        }
        return json.append('}').toString();
    }

    private static String clip(int update, boolean clips, SplittableRandom random) {
        float norm = (float) Math.exp(clips ? random.nextDouble() : -random.nextDouble());
        return "{\"record\":\"clip\",\"update\":" + update + ",\"epoch\":0,\"batch\":" + update
                + ",\"segment\":0,\"action\":\"" + (clips ? "clipped" : "unchanged")
                + "\",\"scale\":\"mean\",\"labelledSteps\":32,\"globalL2\":{\"before\":" + norm + ",\"after\":1}"
                + (clips ? ",\"coefficient\":" + 1 / norm : "")
                + ",\"threshold\":1,\"nonFinite\":{\"count\":0},\"running\":{\"gradients\":2991,\"clipped\":1272,"
                + "\"nonFinite\":0,\"shareClipped\":0.4252758,\"p50\":0.810538,\"p90\":2.801022,\"p99\":6.110511}}";
    }
}
