# Sourced: starts, restarts and stops the program's server for a check. Everything that is missing is a failure.

http_home="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
http_root="$(cd "$http_home/../.." && pwd)"
http_check="$(basename "$(cd "$(dirname "$0")" && pwd)")"
http_url=
http_pid=
http_starts=0
http_options=()
http_dir="$(mktemp -d)"
export XDG_DATA_HOME="$http_dir/data" XDG_CONFIG_HOME="$http_dir/config" XDG_STATE_HOME="$http_dir/state"
export AGENT_RUNTIME_API_KEY="check-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"

fail() {
  echo "$http_check: $*" >&2
  if [ -s "$http_dir/log" ]; then
    tail -20 "$http_dir/log" >&2
  fi
  exit 1
}

# Leaves nothing running and nothing behind, however the script ends.
http_clean() {
  http_stop TERM
  rm -rf "$http_dir"
}
trap http_clean EXIT

# http_stop SIGNAL: by that signal.
http_stop() {
  if [ -n "$http_pid" ]; then
    kill "-$1" "$http_pid" 2>/dev/null || true
    wait "$http_pid" 2>/dev/null || true
    http_pid=
  fi
}

http_tools() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || fail "$tool is not installed"
  done
}

# npm_install FOLDER: exactly what its lock names, without running anything of it.
npm_install() {
  http_tools node npm
  (cd "$1" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error >/dev/null) ||
    fail "npm ci failed in $1; it needs the network once"
}

# http_start SCRIPT [OPTION...]: on a free port of loopback, with a database of its own.
http_start() {
  # Builds the program where that is needed, which takes longer than any start.
  "$http_root/agent-runtime" --version >/dev/null || fail "the program could not be built"
  http_options=(--db "sqlite:$http_dir/store.db" --script "$@")
  : >"$http_dir/log"
  http_launch 0
}

# http_restart SIGNAL: on the same port, with the same database.
http_restart() {
  http_stop "$1"
  http_launch "${http_url##*:}"
}

http_launch() {
  "$http_root/agent-runtime" serve --port "$1" "${http_options[@]}" </dev/null >>"$http_dir/log" 2>&1 &
  http_pid=$!
  http_starts=$((http_starts + 1))
  for _ in $(seq 600); do
    if [ "$(grep -c 'listening on http' "$http_dir/log")" -ge "$http_starts" ]; then
      http_url="$(sed -n 's/.*listening on \(http:[^ ]*\).*/\1/p' "$http_dir/log" | tail -1)"
      export SERVER_URL="$http_url"
      return
    fi
    kill -0 "$http_pid" 2>/dev/null || break
    sleep 0.1
  done
  fail "the server did not start"
}
