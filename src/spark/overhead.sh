#!/usr/bin/env bash
# What a grid of 200 runs of about a second costs on Spark, on two executors of one core of this machine, beside compare --jobs 2:
# mvn -Pspark package -DskipTests first, then src/spark/overhead.sh [RUNS]. Measure on a machine that does nothing else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
readonly runs=${1:-200}
readonly jar=$PWD/target/backflow-spark.jar
[[ -s $jar ]] || { echo "make $jar first: mvn -Pspark package -DskipTests" >&2; exit 2; }

work=$(mktemp -d)
pids=()
stop() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}
trap stop EXIT

mvn -B -ntp -q -Pspark dependency:build-classpath -DincludeScope=test -Dmdep.outputFile="$work/classpath"
mkdir -p "$work/home/jars"
tr ':' '\n' <"$work/classpath" |
  grep -Ev '/(deeplearning4j|nd4j|datavec|javacpp|openblas|mkl|logback|junit|fastutil|archunit|assertj|surefire|picocli)[^/]*\.jar$' |
  while read -r file; do ln -sf "$file" "$work/home/jars/"; done
export SPARK_HOME=$work/home SPARK_SCALA_VERSION=2.13 SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_DIRS=$work/local OMP_NUM_THREADS=1
mkdir -p "$work/local"

java -Xmx256m -cp "$work/home/jars/*" org.apache.spark.deploy.master.Master \
  --host 127.0.0.1 --port 0 --webui-port 0 >"$work/master.log" 2>&1 &
pids+=($!)
until master=$(grep -om1 'spark://127.0.0.1:[0-9]*' "$work/master.log"); do sleep 0.2; done
for number in 0 1; do
  java -Xmx256m -cp "$work/home/jars/*" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --webui-port 0 -c 1 -m 2g \
    --work-dir "$work/work-$number" "$master" >"$work/worker-$number.log" 2>&1 &
  pids+=($!)
done

cat >"$work/grid.yaml" <<YAML
tasks:
  - data: {type: temporal-order, length: 50, testSequences: 400, validationSequences: 200}
    training: {updater: {type: adam, learningRate: 0.001}, batchSize: 20, iterations: ${ITERATIONS:-300}}
cells:
  - {type: simple-rnn, units: 50}
  - {type: lstm, units: 50}
clipping: [none, {type: global-norm, maxNorm: 1.0}]
seeds: [$(seq -s , 1 $((runs / 4)))]
YAML

program=(java -Xmx2g --add-modules jdk.incubator.vector -cp "$jar:$work/home/jars/*" io.backflow.cli.Main compare "$work/grid.yaml")
spark=(--spark "$master" --spark-conf spark.driver.host=127.0.0.1 --spark-conf spark.driver.bindAddress=127.0.0.1
  --spark-conf spark.executor.memory=1g --spark-conf spark.executor.cores=1
  --spark-conf "spark.executor.extraClassPath=$jar")

# took FOLDER: seconds from the first run's end to the last one's, for the rest of the runs; and in all.
took() {
  python3 - "$1" <<'PYTHON'
import datetime, glob, json, sys
ends = sorted(datetime.datetime.fromisoformat(json.load(open(f))["at"].replace("Z", "+00:00")[:26].rstrip("+") + "+00:00")
              for f in glob.glob(sys.argv[1] + "/**/seed-*/status.json", recursive=True))
warm = len(ends) // 10
print(f"{(ends[-1] - ends[warm]).total_seconds():.1f} s for the {len(ends) - warm - 1} runs after the first {warm + 1}")
PYTHON
}

for round in 1 2; do
  start=$(date +%s.%N)
  "${program[@]}" --jobs 2 --run-dir "$work/here-$round" >/dev/null 2>"$work/here-$round.log"
  echo "compare --jobs 2: $(took "$work/here-$round"); $(echo "$(date +%s.%N) - $start" | bc) s in all"
  start=$(date +%s.%N)
  "${program[@]}" "${spark[@]}" --run-dir "$work/spark-$round" >/dev/null 2>"$work/spark-$round.log"
  echo "two executors:    $(took "$work/spark-$round"); $(echo "$(date +%s.%N) - $start" | bc) s in all"
done
