# Sourced by what lets servers run in network namespaces of their own on one PostgreSQL, with a model beside them. Expects
# what it is called in $check and where its output goes in $logs, the seed in $seed, how many servers in $servers, and
# the driver's sources in $sources. What is in $scratch goes when the script ends.

fail() {
  echo "$check: $*" >&2
  exit 1
}
[[ $seconds =~ ^[0-9]+$ && $seed =~ ^[0-9]+$ ]] || fail "usage: checks/$check/by-hand [--report] [SECONDS] [SEED]"
[ "$(id -u)" = 0 ] || fail "it makes network namespaces and has to be run by root"
commit="$(git rev-parse --short HEAD)"

# Names and addresses of this run alone.
run="${check:0:2}$$"
bridge="${run}b"
subnet="198.18.$(($$ % 254 + 1))"
namespaces=()
driver=
model=
database=
scratch="$(mktemp -d)"

# end SIGNAL PID
end() {
  [ -n "$2" ] && kill "-$1" "$2" 2>/dev/null && wait "$2" 2>/dev/null || true
}

# Leaves nothing running and nothing behind, however the script ends. The driver ends what it started, and it comes
# first: PostgreSQL would wait for whoever is connected.
clean() {
  local pid namespace
  end TERM "$driver"
  end TERM "$model"
  end INT "$database"
  for namespace in "${namespaces[@]}"; do
    for pid in $(ip netns pids "$namespace" 2>/dev/null); do
      kill -KILL "$pid" 2>/dev/null || true
    done
    ip netns delete "$namespace" 2>/dev/null || true
  done
  ip link delete "$bridge" 2>/dev/null || true
  rm -rf "$scratch"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# apt_install PACKAGE PROGRAM: nothing of it is started.
apt_install() {
  compgen -G "$2" >/dev/null && return
  command -v apt-get >/dev/null || fail "$2 is not there, and there is no apt-get to install it"
  (apt-get install -y -qq --no-install-recommends "$1" ||
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$1"; }) >"$scratch/apt" 2>&1 || {
    tail -5 "$scratch/apt" >&2
    fail "$1 is not installed, and apt-get could not install it"
  }
}
export DEBIAN_FRONTEND=noninteractive
apt_install iproute2 "/*bin/ip"
apt_install util-linux "/usr/bin/unshare"
apt_install postgresql "/usr/lib/postgresql/*/bin/postgres"
postgres="$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -1)"

# The JDK that starts the program, for the driver too.
for java in "${AGENT_RUNTIME_JAVA:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/*; do
  version="$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$java/release" 2>/dev/null || true)"
  [ "${version:-0}" -ge 21 ] && [ -x "$java/bin/javac" ] && break
  java=
done
[ -n "$java" ] || fail "there is no JDK 21 or newer; set JAVA_HOME to one"
export AGENT_RUNTIME_JAVA="$java"
./agent-runtime --version >"$scratch/version" || fail "the program does not start"
built="$PWD/app-bootstrap/target/fast"
jdbc="$(printf '%s\n' "$built"/lib/postgresql-*.jar)"
"$java/bin/javac" --release 21 -d "$scratch/driver" "${sources[@]}" || fail "the driver does not compile"

# join NAME NUMBER: a namespace on the bridge, with that address.
join() {
  ip netns add "$run$1"
  namespaces+=("$run$1")
  ip link add "$run$1h" type veth peer name "$run$1n"
  ip link set "$run$1n" netns "$run$1"
  ip link set "$run$1h" master "$bridge" up
  ip -n "$run$1" address add "$subnet.$2/24" dev "$run$1n"
  ip -n "$run$1" link set "$run$1n" up
  ip -n "$run$1" link set lo up
}
ip link add "$bridge" type bridge || fail "no bridge can be made here"
ip address add "$subnet.1/24" dev "$bridge"
ip link set "$bridge" up
join db 2
join m 3
places=
for ((i = 1; i <= servers; i++)); do
  join "i$i" "$((10 + i))"
  places+="${run}i$i,$subnet.$((10 + i)),${run}i${i}h "
done

# until_it COMMAND...: waits for that.
until_it() {
  for _ in $(seq 300); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.1
  done
  return 1
}

rm -rf "$logs"
mkdir -p "$logs" "$scratch/pg" "$scratch/data"
chmod 0711 "$scratch"
chown postgres: "$scratch/pg"
as_postgres=(setpriv --reuid=postgres --regid=postgres --clear-groups)
password="$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
printf '%s' "$password" >"$scratch/password"
chown postgres: "$scratch/password"
(cd / && "${as_postgres[@]}" "$postgres/initdb" -D "$scratch/pg/data" -U chaos --pwfile="$scratch/password" \
  -A scram-sha-256 -E UTF8 --no-locale) >"$logs/initdb.log" 2>&1 || fail "initdb failed; see $logs/initdb.log"
echo "host all chaos $subnet.0/24 scram-sha-256" >>"$scratch/pg/data/pg_hba.conf"
(cd / && exec ip netns exec "${run}db" "${as_postgres[@]}" "$postgres/postgres" -D "$scratch/pg/data" \
  -c listen_addresses="$subnet.2" -c unix_socket_directories="$scratch/pg" -c synchronous_commit=on \
  -c fsync=on) >"$logs/postgres.log" 2>&1 &
database=$!
until_it "$postgres/pg_isready" -q -h "$subnet.2" -U chaos -d postgres || fail "PostgreSQL does not start; see $logs/postgres.log"

ip netns exec "${run}m" "$java/bin/java" -cp "$scratch/driver" Model "$subnet.3" 8000 "$seed" >"$logs/model.log" 2>&1 &
model=$!
until_it grep -q listening "$logs/model.log" || fail "the model does not start; see $logs/model.log"

export CHAOS_SECONDS="$seconds" CHAOS_SEED="$seed" CHAOS_DATABASE="$subnet.2" CHAOS_PASSWORD="$password" \
  CHAOS_MODEL="http://$subnet.3:8000" CHAOS_DATA="$scratch/data" CHAOS_LOGS="$logs" CHAOS_PLACES="${places% }" \
  CHAOS_PROGRAM="$java/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx512m -XX:+PerfDisableSharedMem -Xshare:auto -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -jar $built/agent-runtime.jar"

# drive CLASS: to its end, which it says by its status. What it tells itself of its progress stays in the log.
drive() {
  local status=0
  echo "$check: $seconds seconds, seed $seed"
  "$java/bin/java" -XX:+UseSerialGC -Xmx1g -cp "$scratch/driver:$jdbc" "$1" >"$logs/driver.log" 2>&1 &
  driver=$!
  wait "$driver" || status=$?
  grep -v '^[0-9-]*T' "$logs/driver.log" || true
  return "$status"
}
