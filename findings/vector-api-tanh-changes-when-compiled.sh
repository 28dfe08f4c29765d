#!/usr/bin/env bash
# The Vector API's TANH gives other bits once the code that calls it is compiled.
#
# Version:   jdk.incubator.vector of JDK 17, Linux on x86-64.
# Behaviour: interpreted, lanewise(TANH) is Math.tanh for each lane; compiled by C2 it is a call of Intel's SVML, which
#            rounds otherwise in some lanes. The same line on the same input changes its result while a program runs,
#            when the compiler gets to it, so a training with it cannot be repeated bit for bit.
# Expected:  one result; add, mul and fma have one.
source "$(dirname "$0")/lib.sh"
seen <<'TEXT'
TANH: interpreted and compiled differ
FMA: interpreted and compiled agree
TEXT
export JDK_JAVAC_OPTIONS='--add-modules jdk.incubator.vector'
run_java --add-modules jdk.incubator.vector <<'JAVA'
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

public class Finding {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  public static void main(String[] args) {
    float[] input = new float[4096];
    for (int i = 0; i < input.length; i++) {
      input[i] = -4 + 8f * i / input.length;
    }
    float[] firstTanh = tanh(input);
    float[] firstFma = fma(input);
    float[] lastTanh = firstTanh;
    float[] lastFma = firstFma;
    for (int i = 0; i < 3000; i++) {
      lastTanh = tanh(input);
      lastFma = fma(input);
    }
    System.out.println("TANH: interpreted and compiled " + verdict(firstTanh, lastTanh));
    System.out.println("FMA: interpreted and compiled " + verdict(firstFma, lastFma));
  }

  static String verdict(float[] first, float[] last) {
    return Arrays.equals(first, last) ? "agree" : "differ";
  }

  static float[] tanh(float[] input) {
    float[] output = new float[input.length];
    for (int i = 0; i < input.length; i += SPECIES.length()) {
      FloatVector.fromArray(SPECIES, input, i).lanewise(VectorOperators.TANH).intoArray(output, i);
    }
    return output;
  }

  static float[] fma(float[] input) {
    float[] output = new float[input.length];
    for (int i = 0; i < input.length; i += SPECIES.length()) {
      FloatVector x = FloatVector.fromArray(SPECIES, input, i);
      x.lanewise(VectorOperators.FMA, x, x).intoArray(output, i);
    }
    return output;
  }
}
JAVA
