# Sourced: installs, starts and stops a receiver of traces, and says what arrived there. Everything that is missing is
# a failure. Any command that sends can stand between receiver_start and receiver_has: give it
# OTEL_EXPORTER_OTLP_ENDPOINT="$receiver_url", and a traceparent of receiver_trace where it takes one.

receiver_home="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
receiver_node=
receiver_url=
receiver_pid=
receiver_dir=

fail() {
  echo "otlp: $*" >&2
  exit 1
}

# Leaves nothing running and nothing behind, however the script ends.
receiver_stop() {
  if [ -n "$receiver_pid" ]; then
    kill "$receiver_pid" 2>/dev/null || true
    wait "$receiver_pid" 2>/dev/null || true
    receiver_pid=
  fi
  if [ -n "$receiver_dir" ]; then
    rm -rf "$receiver_dir"
    receiver_dir=
  fi
}

receiver_install() {
  command -v node >/dev/null || fail "node is not installed; Node.js 20.15 or newer is needed"
  command -v npm >/dev/null || fail "npm is not installed; it comes with Node.js"
  # Two checks may use it, and what is there needs no second look.
  local lock="$receiver_home/package-lock.json" installed="$receiver_home/node_modules/.installed-lock.json"
  if ! cmp -s "$lock" "$installed"; then
    (cd "$receiver_home" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error >/dev/null) ||
      fail "npm ci failed in $receiver_home; it needs the network once"
    cp "$lock" "$installed"
  fi
  # The receiver needs the database that Node.js has from 22 on: the installed one where it has that, else ours.
  for receiver_node in node "$receiver_home"/node_modules/node-linux-*/bin/node; do
    "$receiver_node" -e 'require("node:sqlite")' 2>/dev/null && return
  done
  fail "the receiver needs Node.js 22.13 or newer, and npm brings none for this machine"
}

receiver_start() {
  receiver_dir="$(mktemp -d)"
  : >"$receiver_dir/log"
  "$receiver_node" --disable-warning=ExperimentalWarning "$receiver_home/receiver.mjs" >"$receiver_dir/log" 2>&1 &
  receiver_pid=$!
  for _ in $(seq 100); do
    receiver_url="$(sed -n 's/^listening on \(http:[^ ]*\)$/\1/p' "$receiver_dir/log")"
    [ -n "$receiver_url" ] && return
    kill -0 "$receiver_pid" 2>/dev/null || break
    sleep 0.1
  done
  cat "$receiver_dir/log" >&2
  fail "the receiver did not start"
}

# receiver_trace: a traceparent that nobody used before, sampled.
receiver_trace() {
  echo "00-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')-$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')-01"
}

# receiver_has TRACEPARENT FILE: fails unless the spans of that trace are those that FILE tells of.
receiver_has() {
  "$receiver_node" "$receiver_home/expect.mjs" "$receiver_url" "$1" "$2" ||
    fail "trace ${1:3:32} is not as $2 says"
}
