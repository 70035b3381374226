# Sourced: starts and stops the program's server for a check. Everything that is missing is a failure.

http_home="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
http_root="$(cd "$http_home/../.." && pwd)"
http_url=
http_pid=
http_dir="$(mktemp -d)"
export AGENT_RUNTIME_API_KEY="check-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"

# The program; the one line that knows how it is started.
http_program() { exec "$http_home/dev-server" "$@"; }

fail() {
  echo "$(basename "$(dirname "$(readlink -f "$0")")"): $*" >&2
  [ -f "$http_dir/log" ] && tail -20 "$http_dir/log" >&2
  exit 1
}

# Leaves nothing running and nothing behind, however the script ends.
http_stop() {
  if [ -n "$http_pid" ]; then
    exec 9>&-
    kill "$http_pid" 2>/dev/null || true
    wait "$http_pid" 2>/dev/null || true
    http_pid=
  fi
  rm -rf "$http_dir"
}
trap http_stop EXIT

http_tools() {
  for tool in "$@"; do
    command -v "$tool" >/dev/null || fail "$tool is not installed"
  done
}

# npm_install FOLDER: exactly what its lock names, without running anything of it.
npm_install() {
  (cd "$1" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error >/dev/null) ||
    fail "npm ci failed in $1; it needs the network once"
}

# http_start SCRIPT [OPTION...]: on a free port of loopback.
http_start() {
  local script="$1"
  shift
  : >"$http_dir/log"
  mkfifo "$http_dir/in"
  (http_program --port 0 --script "$script" "$@") <"$http_dir/in" 2>"$http_dir/log" &
  http_pid=$!
  exec 9>"$http_dir/in"
  http_await 1
}

# http_await COUNT: until the server has told for the COUNTth time where it listens.
http_await() {
  for _ in $(seq 4000); do
    if [ "$(grep -c '^listening on ' "$http_dir/log")" -ge "$1" ]; then
      http_url="$(sed -n 's/^listening on //p' "$http_dir/log" | tail -1)"
      export AGENT_RUNTIME_URL="$http_url"
      return
    fi
    kill -0 "$http_pid" 2>/dev/null || break
    sleep 0.1
  done
  fail "the server did not start"
}
