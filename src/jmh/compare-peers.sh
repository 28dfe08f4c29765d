#!/usr/bin/env bash
# Compares whole training iterations of Backflow, Deeplearning4j, DJL (PyTorch engine) and PyTorch (Python), and prints
# medians and ratios as a Markdown table. The sides take turns at each work, in several rounds, so that a machine whose
# speed drifts slows all of them alike; the ratio is the median of the ratios of the rounds.
set -euo pipefail
export LC_ALL=C

usage() {
  cat <<'TEXT'
src/jmh/compare-peers.sh [options]

  -r ROUNDS    how many rounds, 3
  -t THREADS   how many threads each side may use, 1; several in quotes make a table each: -t "1 2"
  -w PART      only works whose name has this part, as "lstm 32" or "rnn"; may be given again
  -s SIDES     sides in quotes, of: backflow dl4j djl pytorch; all by default, of which those that are missing are left out
  -q           quick: one round with short measurements, to see that all of it runs
  -n           no build: takes target/ as the last call left it
  -h           this text

All works take about 20 minutes for each number of threads. Environment:
  JAVA_HOME            the JDK that runs all sides on the JVM
  BACKFLOW_JAVA_OPTS   options of the JVM for Backflow's side alone, --add-modules jdk.incubator.vector
  PYTHON               the Python that has PyTorch, python3
  MAVEN_ARGS           more arguments for Maven, such as -o
  OPENBLAS_CORETYPE    kernels of ND4J's OpenBLAS, SKYLAKEX with AVX-512 or HASWELL with AVX2; the table's header says
                       which ones ran: "Prescott" means that OpenBLAS did not know the processor
TEXT
}

readonly ALL_WORKS=(
  "lstm 32 64 128 100 64"
  "rnn 32 64 128 100 64"
  "gru 32 64 128 100 64"
  "lstm 20 6 50 50 6"
  "rnn 20 6 50 50 6"
  "gru 20 6 50 50 6"
  "lstm 64 28 256 28 28"
  "gru 64 28 256 28 28"
  "lstm 100 10 100 784 10"
  "rnn 100 10 100 784 10"
)
readonly ALL_SIDES="backflow dl4j djl pytorch"

rounds=3
threads="1"
sides=$ALL_SIDES
build=true
jmh_times=(-wi 4 -w 2 -i 1 -r 3) # after less than 8 s the smallest works are still being compiled
parts=()
while getopts "r:t:w:s:qnh" option; do
  case $option in
    r) rounds=$OPTARG ;;
    t) threads=$OPTARG ;;
    w) parts+=("$OPTARG") ;;
    s) sides=$OPTARG ;;
    q) rounds=1; jmh_times=(-wi 1 -w 1 -i 1 -r 1) ;;
    n) build=false ;;
    h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

cd "$(dirname "$0")/../.."
readonly OUT=target/peers
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
python=${PYTHON:-python3}
vectors=${BACKFLOW_JAVA_OPTS---add-modules jdk.incubator.vector}
mkdir -p "$OUT"

say() { echo "$*" >&2; }

maven() { # shellcheck disable=SC2086 # several arguments in one variable
  if command -v mvn >/dev/null; then mvn -q -B -ntp ${MAVEN_ARGS:-} "$@"; else ./mvnw -q -B -ntp ${MAVEN_ARGS:-} "$@"; fi
}

build() {
  rm -f "$OUT"/*.classpath
  maven -Pjmh test-compile dependency:build-classpath -Dmdep.outputFile="$PWD/$OUT/jmh.classpath"
  if [[ " $sides " == *" djl "* ]]; then
    maven -Pjmh,peers test-compile dependency:build-classpath -Dmdep.outputFile="$PWD/$OUT/djl.classpath" \
      >"$OUT/djl-build.log" 2>&1 || { rm -f "$OUT/djl.classpath"; maven -Pjmh test-compile; }
  fi
}

# Prints why a side cannot run; nothing if it can.
missing() {
  case $1 in
    backflow | dl4j) [[ -f $OUT/jmh.classpath ]] || echo "not built: leave out -n" ;;
    djl) [[ -f $OUT/djl.classpath ]] || echo "Maven could not build with -Pjmh,peers: see $OUT/djl-build.log" ;;
    pytorch) "$python" -c 'import torch' 2>/dev/null || echo "$python has no module torch" ;;
    *) echo "no such side: there are $ALL_SIDES" ;;
  esac
}

# Prints the median of a benchmark of JMH in milliseconds: class path, JVM options, threads of OpenMP, benchmark, parameters.
jmh() {
  local classpath=$1 options=$2 openmp=$3
  shift 3
  OPENBLAS_VERBOSE=2 OMP_NUM_THREADS=$openmp "$java" -cp "target/test-classes:target/classes:$(cat "$classpath")" org.openjdk.jmh.Main \
    -f 1 "${jmh_times[@]}" -jvmArgsAppend "-Xmx3g $options" -p work="$work" -p threads="$thread_count" "$@" \
    -foe true -rf csv -rff "$OUT/jmh.csv" >"$OUT/jmh.log" 2>&1 || { say "failed: see $OUT/jmh.log"; return 1; }
  sed -n 's/^Core: //p' "$OUT/jmh.log" | tail -1 >>"$OUT/openblas-cores"
  awk -F, '$1 ~ /p0\.50"$/ { print $5 }' "$OUT/jmh.csv"
}

# Prints the median iteration of a side in milliseconds.
measure() {
  case $1 in
    # On vectors the layers' own threads do the work; those of OpenMP wait for theirs on the processor, in their way.
    backflow) jmh "$OUT/jmh.classpath" "$vectors" "$([[ $vectors == *vector* ]] && echo 1 || echo "$thread_count")" '\.RecurrentBenchmark\.' -p layers=INSTALLED ;;
    dl4j) jmh "$OUT/jmh.classpath" "" "$thread_count" '\.RecurrentBenchmark\.' -p layers=STOCK ;;
    djl) jmh "$OUT/djl.classpath" "" "$thread_count" '\.PeerBenchmark\.' ;;
    pytorch)
      OMP_NUM_THREADS=$thread_count "$python" src/jmh/python/recurrent_benchmark.py --threads "$thread_count" "$work" |
        sed -n 's/.*: median \([0-9.]*\) ms.*/\1/p'
      ;;
  esac
}

wanted() {
  local part
  [[ ${#parts[@]} -eq 0 ]] && return 0
  for part in "${parts[@]}"; do
    [[ $1 == *"$part"* ]] && return 0
  done
  return 1
}

# Reads lines "work;side;round;milliseconds"; prints the rows of the table.
table() {
  awk -F';' -v sides="$*" '
    function median(values, count,    i, j, v) {
      for (i = 2; i <= count; i++) {
        v = values[i]
        for (j = i - 1; j > 0 && values[j] > v; j--) values[j + 1] = values[j]
        values[j + 1] = v
      }
      return count % 2 ? values[(count + 1) / 2] : (values[count / 2] + values[count / 2 + 1]) / 2
    }
    function milliseconds(v) { return sprintf(v < 10 ? "%.2f" : v < 100 ? "%.1f" : "%.0f", v) }
    !($1 in seen) { seen[$1]; works[++workCount] = $1 }
    { time[$1, $2, $3] = $4; if ($3 > rounds) rounds = $3 }
    END {
      sideCount = split(sides, side, " ")
      name["backflow"] = "Backflow"; name["dl4j"] = "DL4J"; name["djl"] = "DJL"; name["pytorch"] = "PyTorch"
      cell["lstm"] = "LSTM"; cell["rnn"] = "SimpleRnn"; cell["gru"] = "GRU"
      first = side[1]
      head = "| cell | batch, inputs, units, steps |"; line = "|---|---|"
      for (s = 1; s <= sideCount; s++) {
        head = head " " name[side[s]] " ms |"; line = line "---|"
        if (s > 1) { head = head " " name[side[s]] " / " name[first] " |"; line = line "---|" }
      }
      print head; print line
      for (w = 1; w <= workCount; w++) {
        split(works[w], p, " ")
        row = "| " cell[p[1]] " | " p[2] ", " p[3] ", " p[4] ", " p[5] " |"
        for (s = 1; s <= sideCount; s++) {
          n = 0; m = 0
          for (r = 1; r <= rounds; r++) {
            t = time[works[w], side[s], r]; base = time[works[w], first, r]
            if (t != "") values[++n] = t + 0
            if (t != "" && base != "") ratios[++m] = t / base
          }
          row = row " " (n ? milliseconds(median(values, n)) : "-") " |"
          if (s > 1) row = row " " (m ? sprintf("%.2f", median(ratios, m)) : "-") " |"
        }
        print row
      }
    }'
}

header() {
  local cpu
  cpu=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo 2>/dev/null | head -1 || true)
  echo "Median milliseconds of a whole training iteration, threads: $thread_count, rounds: $rounds."
  echo "${cpu:-unknown processor}, cores: $(getconf _NPROCESSORS_ONLN), $(uname -sm), $(date -u +%Y-%m-%d)," \
    "JDK $("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.vm.version = //p')."
  local side
  for side in $sides; do
    local why
    why=$(missing "$side")
    if [[ -n $why ]]; then echo "Left out: $side ($why)."; fi
  done
  if [[ -s $OUT/openblas-cores ]]; then echo "ND4J's OpenBLAS runs its kernels for: $(sort -u "$OUT/openblas-cores" | paste -sd ' ')."; fi
  if [[ " ${present[*]} " == *" djl "* ]]; then
    echo "DJL: $(tr ':' '\n' <"$OUT/djl.classpath" | sed -n 's|.*/\(pytorch-jni-.*\)\.jar$|\1|p')."
  fi
  if [[ " ${present[*]} " == *" pytorch "* ]]; then
    echo "PyTorch: $("$python" -c 'import torch; print(torch.__version__)')."
  fi
  echo
}

if $build; then
  say "building ..."
  build
fi
present=()
for side in $sides; do
  why=$(missing "$side")
  if [[ -z $why ]]; then present+=("$side"); else say "$side is left out: $why"; fi
done
[[ ${#present[@]} -gt 0 ]] || { say "no side is there"; exit 1; }

for thread_count in $threads; do
  results=$OUT/results-$thread_count.csv
  : >"$results"
  : >"$OUT/openblas-cores"
  for ((round = 1; round <= rounds; round++)); do
    for work in "${ALL_WORKS[@]}"; do
      wanted "$work" || continue
      for side in "${present[@]}"; do
        [[ $side == dl4j && $work == gru* ]] && continue # which Deeplearning4j lacks
        milliseconds=$(measure "$side") || continue
        say "round $round, threads $thread_count, $work, $side: $milliseconds ms"
        echo "$work;$side;$round;$milliseconds" >>"$results"
      done
    done
  done
  { header; table "${present[@]}" <"$results"; echo; } | tee "$OUT/table-$thread_count.md"
done
