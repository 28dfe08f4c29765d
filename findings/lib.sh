# What the findings share; each sources it. A finding names its packages and what is to be seen, then the program:
#
#   maven GROUP:ARTIFACT:VERSION...   or   npm NAME@VERSION...
#   seen <<'TEXT'                     what the program prints, line by line
#   run_java [JVM-OPTION...] <<'JAVA' or run_node <<'JS'
#
# Packages go into a temporary folder that is removed at the end. A finding fails if what is printed has changed.
set -euo pipefail

readonly dependency_plugin=org.apache.maven.plugins:maven-dependency-plugin:3.11.0
finding=$(basename "$0" .sh)
folder=$(mktemp -d -t finding.XXXXXX)
readonly finding folder
trap 'rm -rf "$folder"' EXIT

fail() {
  echo "$finding: $1" >&2
  exit 1
}

# quietly WHAT COMMAND...: shows what a command printed only if it fails.
quietly() {
  local what=$1
  shift
  "$@" > "$folder/log" 2>&1 || {
    cat "$folder/log" >&2
    fail "$what failed"
  }
}

# maven GROUP:ARTIFACT:VERSION...: these and what they bring, with the native libraries of this machine only.
maven() {
  local coordinates group artifact version
  mkdir "$folder/maven"
  {
    echo '<project><modelVersion>4.0.0</modelVersion>'
    echo '<groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><dependencies>'
    for coordinates in "$@"; do
      IFS=: read -r group artifact version <<< "$coordinates"
      echo "<dependency><groupId>$group</groupId><artifactId>$artifact</artifactId>"
      echo "<version>$version</version></dependency>"
    done
    echo '</dependencies></project>'
  } > "$folder/maven/pom.xml"
  quietly "fetching $*" mvn -B -ntp -q -f "$folder/maven/pom.xml" -Djavacpp.platform.host \
    "$dependency_plugin:copy-dependencies" -DoutputDirectory="$folder/lib"
}

# npm NAME@VERSION...: these packages.
npm() {
  quietly "fetching $*" command npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$folder" "$@"
}

seen() {
  cat > "$folder/seen"
}

# run_java [JVM-OPTION...]: compiles class Finding from stdin and runs it, on one native thread.
run_java() {
  cat > "$folder/Finding.java"
  quietly 'compiling' javac -nowarn -cp "$folder/lib/*" -d "$folder/classes" "$folder/Finding.java"
  compare env OMP_NUM_THREADS=1 java -Djava.io.tmpdir="$folder" "$@" -cp "$folder/classes:$folder/lib/*" Finding
}

# run_node: runs the program on stdin.
run_node() {
  cat > "$folder/finding.mjs"
  compare node "$folder/finding.mjs"
}

compare() {
  "$@" > "$folder/output" 2> "$folder/errors" || {
    cat "$folder/output" "$folder/errors" >&2
    fail 'the program failed'
  }
  diff --label 'as stated' --label 'now' -u "$folder/seen" "$folder/output" || fail 'is not what it was'
  echo "$finding: as stated"
  sed 's/^/    /' "$folder/output"
}
