#!/usr/bin/env bash
# DataVec's CSVSequenceRecordReader takes its delimiter for a regular expression, and drops empty last cells.
#
# Version:   datavec-api 1.0.0-M2.1.
# Behaviour: a line is split by String.split. A delimiter of | cuts between any two characters; a missing value at the
#            end of a row is no cell at all, so that rows have different widths; a quoted cell with a comma becomes two
#            cells with a quote each. DataVec's CSVRecordReader, for single rows, reads quotes and empty cells.
# Expected:  two cells, three cells, two cells.
source "$(dirname "$0")/lib.sh"
maven org.datavec:datavec-api:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
12|34 by '|': 5 cells [1, 2, |, 3, 4]
1,2, by ',': 2 cells [1, 2]
"1,5",2 by ',': 3 cells ["1, 5", 2]
TEXT
run_java <<'JAVA'
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.datavec.api.records.reader.impl.csv.CSVSequenceRecordReader;
import org.datavec.api.writable.Writable;

public class Finding {
  public static void main(String[] args) throws Exception {
    print("12|34", "|");
    print("1,2,", ",");
    print("\"1,5\",2", ",");
  }

  static void print(String line, String delimiter) throws Exception {
    DataInputStream stream = new DataInputStream(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
    List<List<Writable>> sequence = new CSVSequenceRecordReader(0, delimiter).sequenceRecord(null, stream);
    List<Writable> cells = sequence.get(0);
    System.out.printf("%s by '%s': %d cells %s%n", line, delimiter, cells.size(), cells);
  }
}
JAVA
