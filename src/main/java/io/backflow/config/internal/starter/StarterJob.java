// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal.starter;

import io.backflow.config.CellConfig;
import io.backflow.config.internal.EvaluationConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.TrainingConfig;
import io.backflow.data.DataConfig;
import io.backflow.setting.Catalogue;
import io.backflow.yaml.internal.RecordShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A job to begin with: its task with all keys and what they are, and what one would choose first of the rest. */
public final class StarterJob {

    private static final int WIDTH = 100;
    private static final String TYPE = "type";

    private final Descriptions descriptions = new Descriptions();
    private final List<String> lines = new ArrayList<>();

    /** Returns the names of the tasks with what each is, which may be empty. */
    public static Map<String, String> tasks() {
        Descriptions descriptions = new Descriptions();
        Map<String, String> tasks = new LinkedHashMap<>();
        Catalogue<DataConfig> catalogue = Catalogue.of(DataConfig.class);
        catalogue
                .names()
                .forEach(name ->
                        tasks.put(name, descriptions.of(catalogue.find(name).orElseThrow())));
        return tasks;
    }

    /**
     * Returns a job on a task of that name.
     *
     * @param file how the file will be called, for the commands that its first lines name
     */
    public String onTask(String name, String file) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put(TYPE, name);
        keys.putAll(StarterTasks.of(name));
        return on(keys, Map.of(), file);
    }

    /**
     * Returns a job on a task.
     *
     * @param keys of the task, with its {@code type}
     * @param remarks what a person should know of some of them
     * @param file how the file will be called, for the commands that its first lines name
     */
    public String on(Map<String, Object> keys, Map<String, String> remarks, String file) {
        String name = String.valueOf(keys.get(TYPE));
        Class<? extends DataConfig> type =
                Catalogue.of(DataConfig.class).find(name).orElseThrow();
        lines.add("# To check it: backflow validate " + file);
        lines.add("# To run it: backflow train " + file);
        comment("", "A key behind a # has the value that it has anyway.");
        lines.add("");
        comment("", descriptions.of(type));
        lines.add("task:");
        block(type, keys, remarks);
        lines.add("");
        comment(
                "",
                descriptions.of(JobConfig.class, "cell") + ": "
                        + Catalogue.of(CellConfig.class).names());
        lines.add("cell:");
        lines.add("  type: lstm");
        key(Catalogue.of(CellConfig.class).find("lstm").orElseThrow(), "units", "50");
        lines.add("");
        training();
        lines.add("");
        comment("", descriptions.of(JobConfig.class, "clipping"));
        lines.add("clipping:");
        lines.add("  type: global-norm");
        lines.add("  maxNorm: 1.0");
        lines.add("");
        comment("", descriptions.of(JobConfig.class, "evaluation"));
        lines.add("evaluation:");
        key(EvaluationConfig.class, "every", "100");
        lines.add("");
        comment("", descriptions.of(JobConfig.class, "seed"));
        lines.add("seed: 1");
        return String.join("\n", lines) + "\n";
    }

    /** Iterations can be counted on any data. */
    private void training() {
        comment("", descriptions.of(JobConfig.class, "training"));
        lines.add("training:");
        key(TrainingConfig.class, "updater", "{type: adam, learningRate: 0.001}");
        key(TrainingConfig.class, "batchSize", "32");
        key(TrainingConfig.class, "iterations", "1000");
    }

    /** Adds all keys of a record, those without a value here behind a #. */
    private void block(Class<?> type, Map<String, Object> keys, Map<String, String> remarks) {
        lines.add("  type: " + YamlText.of(String.valueOf(keys.get(TYPE))));
        for (RecordShape.Setting setting : RecordShape.of(type).flattened()) {
            String name = setting.name();
            comment("  ", descriptions.of(type, name));
            Object value = keys.get(name);
            String remark = remarks.containsKey(name) ? "   # " + remarks.get(name) : "";
            lines.add(
                    value == null
                            ? "  #" + name + ": " + (setting.defaultYaml() == null ? "null" : setting.defaultYaml())
                            : "  " + name + ": " + YamlText.of(value) + remark);
        }
    }

    private void key(Class<?> type, String name, String value) {
        comment("  ", descriptions.of(type, name));
        lines.add("  " + name + ": " + value);
    }

    private void comment(String indent, String text) {
        if (text.isEmpty()) {
            return;
        }
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+", -1)) {
            if (line.length() > 0 && indent.length() + 3 + line.length() + word.length() > WIDTH) {
                lines.add(indent + "# " + line);
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(indent + "# " + line);
    }
}
