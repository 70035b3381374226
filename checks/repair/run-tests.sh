#!/bin/sh
# Compiles Commons CLI and its tests into a temporary folder and runs them.
set -eu
cd "$(dirname "$0")"
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
compile() {
  find "$1" -name '*.java' >"$classes/sources"
  "${JAVA_HOME:+$JAVA_HOME/bin/}javac" -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1 -nowarn -proc:none -XDsuppressNotes \
    -encoding UTF-8 -cp "$classes/main:lib/*" -d "$2" @"$classes/sources"
}
compile src/main/java "$classes/main"
compile src/test/java "$classes/test"
# What the tests themselves print is of no interest.
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar lib/junit-platform-console-standalone-*.jar execute \
  --class-path "$classes/main:$classes/test:src/test/resources:lib/commons-io-2.18.0.jar" \
  --scan-class-path "$classes/test" \
  --details=summary --disable-banner --disable-ansi-colors 2>/dev/null
