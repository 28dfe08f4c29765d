#!/usr/bin/env bash
# The Jackson that ND4J brings lets null into a Java record though it is told to fail at null, and reorders renamed components.
#
# Version:   org.nd4j:jackson 1.0.0-M2.1, which is Jackson 2.13.
# Behaviour: a mapper whose default is Nulls.FAIL refuses null for a class with fields, and gives it to a record. A record
#            component with a @JsonProperty is written before all others.
# Expected:  null refused in both, and components in the order of the record.
source "$(dirname "$0")/lib.sh"
maven org.nd4j:jackson:1.0.0-M2.1
seen <<'TEXT'
{"cell":null,"updates":1} as Fields: refused
{"cell":null,"updates":1} as Run: taken, cell null
{"second":2,"a":1,"c":3}
TEXT
run_java <<'JAVA'
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.annotation.JsonSetter;
import org.nd4j.shade.jackson.annotation.Nulls;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.json.JsonMapper;

public class Finding {
  public record Run(String cell, long updates) {}

  public record Renamed(long a, @JsonProperty("second") long b, long c) {}

  public static class Fields {
    public String cell;
    public long updates;
  }

  public static void main(String[] args) throws Exception {
    ObjectMapper mapper = JsonMapper.builder()
        .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.FAIL))
        .build();
    String json = "{\"cell\":null,\"updates\":1}";
    for (Class<?> type : new Class<?>[] {Fields.class, Run.class}) {
      System.out.println(json + " as " + type.getSimpleName() + ": " + read(mapper, json, type));
    }
    System.out.println(mapper.writeValueAsString(new Renamed(1, 2, 3)));
  }

  private static String read(ObjectMapper mapper, String json, Class<?> type) {
    try {
      Object read = mapper.readValue(json, type);
      return read instanceof Run run ? "taken, cell " + run.cell() : "taken, cell " + ((Fields) read).cell;
    } catch (Exception refused) {
      return "refused";
    }
  }
}
JAVA
