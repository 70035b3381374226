#!/bin/sh
# Compiles the project into a temporary folder and runs the tests.
set -eu
cd "$(dirname "$0")"
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
"${JAVA_HOME:+$JAVA_HOME/bin/}javac" -encoding UTF-8 -d "$classes" src/shop/*.java test/shop/*.java
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$classes" shop.OrderTest
