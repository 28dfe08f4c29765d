#!/usr/bin/env bash
# Measures how a training iteration grows with batch, units and time steps, and draws it: docs/performance-growth.svg
# and the numbers beside it, as CSV. Takes about 10 minutes; -q is one short measurement each, to see that all of it runs.
set -euo pipefail
export LC_ALL=C

cd "$(dirname "$0")/../.."
readonly CSV=docs/performance-growth.csv SVG=docs/performance-growth.svg OUT=target/peers
times=(-wi 3 -w 2 -i 3 -r 2)
[[ ${1:-} == -q ]] && times=(-wi 1 -w 1 -i 1 -r 1)
mkdir -p "$OUT"

# Cell, batch, inputs, units, steps, classes: one size varies, the others stay.
works=()
for cell in lstm gru rnn; do
  for batch in 8 16 32 64 128; do works+=("batch;$batch;$cell $batch 64 128 100 64"); done
  for units in 32 64 128 256 512; do works+=("units;$units;$cell 32 64 $units 100 64"); done
  for steps in 50 200 800 3200; do works+=("steps;$steps;$cell 20 6 50 $steps 6"); done
done

if [[ -z ${NO_BUILD:-} ]]; then
  # shellcheck disable=SC2086 # several arguments in one variable
  mvn -q -B -ntp ${MAVEN_ARGS:-} -Pjmh test-compile dependency:build-classpath -Dmdep.outputFile="$PWD/$OUT/jmh.classpath"
fi

measure() { # work
  OMP_NUM_THREADS=1 java -cp "target/test-classes:target/classes:$(cat "$OUT/jmh.classpath")" org.openjdk.jmh.Main \
    -f 1 "${times[@]}" -jvmArgsAppend "-Xmx3g --add-modules jdk.incubator.vector" -p work="$1" -p layers=INSTALLED \
    -foe true -rf csv -rff "$OUT/growth-one.csv" '\.RecurrentBenchmark\.' >"$OUT/growth.log" 2>&1
  awk -F, '$1 ~ /p0\.50"$/ { print $5 }' "$OUT/growth-one.csv"
}

echo "varies,size,cell,milliseconds" >"$CSV.part"
for entry in "${works[@]}"; do
  IFS=';' read -r varies size work <<<"$entry"
  line="$varies,$size,${work%% *},$(measure "$work")"
  echo "$line" | tee -a "$CSV.part" >&2
done
mv "$CSV.part" "$CSV"
awk -F, -f src/jmh/growth.awk "$CSV" >"$SVG.part"
mv "$SVG.part" "$SVG"
