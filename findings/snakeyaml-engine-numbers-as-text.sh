#!/usr/bin/env bash
# SnakeYAML Engine reads a learning rate of .5 as text, and ~ and True as well.
#
# Version:   snakeyaml-engine 2.10, default settings; with its CoreSchema the same input gives numbers, null and a
#            boolean.
# Behaviour: the default is the JSON schema of YAML 1.2. What its core schema, which the specification recommends as the
#            default, takes for a number, null or a boolean comes as a String.
# Expected:  the values of the core schema, as for any file that people write.
source "$(dirname "$0")/lib.sh"
maven org.snakeyaml:snakeyaml-engine:2.10
seen <<'TEXT'
.5: String, core schema Double
+1: String, core schema Integer
~: String, core schema null
True: String, core schema Boolean
1e-3: Double, core schema Double
TEXT
run_java <<'JAVA'
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

public class Finding {
  public static void main(String[] args) {
    for (String scalar : List.of(".5", "+1", "~", "True", "1e-3")) {
      System.out.printf("%s: %s, core schema %s%n", scalar, type(LoadSettings.builder().build(), scalar),
          type(LoadSettings.builder().setSchema(new CoreSchema()).build(), scalar));
    }
  }

  static String type(LoadSettings settings, String scalar) {
    Object value = new Load(settings).loadFromString(scalar);
    return value == null ? "null" : value.getClass().getSimpleName();
  }
}
JAVA
