# Sourced: installs, starts and stops the outside server. Everything that is missing is a failure.

server_home="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
server_key=outside-key
server_url=
server_pid=
server_dir=

fail() {
  echo "openai-server: $*" >&2
  exit 1
}

# Leaves nothing running and nothing behind, however the script ends.
server_stop() {
  if [ -n "$server_pid" ]; then
    kill "$server_pid" 2>/dev/null || true
    wait "$server_pid" 2>/dev/null || true
    server_pid=
  fi
  if [ -n "$server_dir" ]; then
    rm -rf "$server_dir"
    server_dir=
  fi
}

server_install() {
  command -v node >/dev/null || fail "node is not installed; Node.js 20.15 or newer is needed"
  command -v npm >/dev/null || fail "npm is not installed; it comes with Node.js"
  # Two checks use it, and what is there needs no second look.
  local lock="$server_home/package-lock.json" installed="$server_home/node_modules/.installed-lock.json"
  cmp -s "$lock" "$installed" && return
  (cd "$server_home" && npm ci --no-audit --no-fund --loglevel=error) ||
    fail "npm ci failed in $server_home; it needs the network once"
  cp "$lock" "$installed"
}

# server_start FIXTURES: on a free port of loopback, which the server chooses and prints.
server_start() {
  server_dir="$(mktemp -d)"
  : >"$server_dir/log"
  AIMOCK_API_KEYS="$server_key" node "$server_home/node_modules/@copilotkit/aimock/dist/cli.js" \
    --host 127.0.0.1 --port 0 --strict --validate-on-load --fixtures "$server_home/fixtures/$1" \
    >"$server_dir/log" 2>&1 &
  server_pid=$!
  for _ in $(seq 100); do
    server_url="$(sed -n 's/.*listening on \(http:[^ ]*\).*/\1/p' "$server_dir/log")"
    [ -n "$server_url" ] && return
    kill -0 "$server_pid" 2>/dev/null || break
    sleep 0.1
  done
  cat "$server_dir/log" >&2
  fail "the server did not start"
}
