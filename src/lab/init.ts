import { IMAGE_FOLDER } from "./image.ts";

/**
 * What runs as pid 1 of a laboratory host: `bash init NAME DISK NODE` in new net, mount, pid and uts namespaces. NODE is the
 * Node.js that runs the laboratory, for a service that needs one where /usr/bin has none.
 *
 * Standard input brings orders, one per line: `uplink ADDRESS/LENGTH GATEWAY` (eth0 is plugged in: boot), `boot` (without, because
 * others see to eth0) and `shutdown`.
 * Its end means that the laboratory is gone. Standard output carries reports: `pid N` (as the laboratory sees it), then `up`,
 * or `failed SERVICE...` for a boot in which some did not start. Standard error is the console.
 *
 * What the machine must not share is the host's own: /etc and /opt are its disk, /run, /tmp, /root and the logs are memory, /sys shows its
 * interfaces, and the rest of the file system is read-only, so that nothing that runs in a host can leave anything behind.
 */
export const hostInit = `#!/bin/bash
name=$1 disk=$2 node=$3 failed= daemons=()
exec 3<&0 4>&1 </dev/null >&2
umask 022

own_machine() {
  # Before the host's own /proc is mounted, /proc/self tells which process this is for the laboratory.
  read -r pid _ </proc/self/stat
  mount -t proc proc /proc
  mount -t sysfs sysfs /sys
  echo "$name" >/proc/sys/kernel/hostname
  mount --bind "$disk/etc" /etc
  touch "$disk/opt/node"
  mount --bind "$node" "$disk/opt/node"
  mount --rbind "$disk/opt" /opt
  mount -t tmpfs -o mode=755 tmpfs /run
  mount -t tmpfs -o mode=755 tmpfs /var/log
  mount -t tmpfs -o mode=700 tmpfs /root
  mount -t tmpfs -o mode=1777 tmpfs /tmp
  mount -t tmpfs -o mode=1777 tmpfs /var/tmp
  mount -o remount,bind,ro /
  mkdir -p /run/lock /run/wireguard
  cd /root
}

step() { local what=$1; shift; echo "[init] $what"; "$@" || { echo "[init] $what: failed"; failed+=" $what"; }; }

uplink() {
  printf '%s\\n' 'link set lo up' "address add $1 dev eth0" 'link set eth0 up' "route add default via $2" | ip -batch -
}

# The first boot of an instance with user data. An instance that is made anew has a new disk.
user_data() {
  local file=/${IMAGE_FOLDER}/cloud-init.py
  [ -e "$file" ] || return 0
  (set -a; . /${IMAGE_FOLDER}/environment; exec /usr/bin/python3 "$file") && rm "$file"
}

frr() {
  install -d -o frr -g frr -m 755 /run/frr /var/log/frr
  chown -R frr:frr /etc/frr
  /usr/lib/frr/frrinit.sh start
}

# What a unit and its drop-ins say about $2.
setting() { sed -n "s/^$2=//p" "$1" "$1".d/*.conf; }

units() { local unit; for unit in /etc/systemd/system/hubshift-*.service; do [ "$(setting "$unit" Type)" != "$1" ] || echo "$unit"; done; }

oneshots() {
  local unit command
  for unit in $(units oneshot); do
    while read -r command; do step "\${unit##*/}" sh -c "$command"; done < <(setting "$unit" ExecStart)
  done
}

# The privileges that a unit leaves its service, for setpriv.
privileges() {
  local bounds groups
  bounds=$(setting "$1" CapabilityBoundingSet) groups=$(setting "$1" SupplementaryGroups)
  bounds=\${bounds//CAP_/+}
  bounds=\${bounds// /,}
  [ -z "$bounds" ] || echo "--bounding-set=-all,\${bounds,,}"
  [ -z "$groups" ] || echo "--groups=\${groups// /,}"
  [ "$(setting "$1" NoNewPrivileges)" != yes ] || echo --no-new-privs
}

# Runs a unit as systemd does with Restart=always: whatever ends comes back after RestartSec, until the unit is stopped; what the
# main process leaves behind is killed.
supervise() {
  local name=\${1##*/} command file child
  command=$(setting "$1" ExecStart)
  [ -x /usr/bin/node ] || command="/opt/node \${command#/usr/bin/node }"
  set -a
  for file in $(setting "$1" EnvironmentFile); do . "$file"; done
  set +a
  trap 'kill "$child"; wait "$child"; exit' TERM
  while :; do
    echo "[init] $name: starting"
    setsid setpriv $(privileges "$1") $command &
    child=$!
    wait "$child"
    echo "[init] $name: ended with status $?"
    kill -KILL -- "-$child" 2>/dev/null
    sleep "$(setting "$1" RestartSec)" &
    child=$!
    wait "$child"
  done
}

start_daemons() {
  local unit
  for unit in $(units simple); do
    supervise "$unit" &
    daemons+=($!)
  done
}

stop_daemons() {
  [ \${#daemons[@]} -gt 0 ] || return
  kill "\${daemons[@]}"
  wait "\${daemons[@]}"
}

# Interfaces are independent of each other: all at once. wireguard-go says on the console what it refuses; the kernel counts it.
tunnels() {
  local conf jobs=() names=() i
  for conf in /etc/wireguard/*.conf; do
    conf=\${conf##*/}
    names+=("\${conf%.conf}")
    LOG_LEVEL=verbose wg-quick "$1" "\${conf%.conf}" &
    jobs+=($!)
  done
  for i in "\${!jobs[@]}"; do wait "\${jobs[i]}" || { echo "[init] wg-quick@\${names[i]}: failed"; failed+=" wg-quick@\${names[i]}"; }; done
}

boot() {
  step user-data user_data
  [ ! -e /etc/sysctl.d/90-hubshift.conf ] || step sysctl sysctl -q -p /etc/sysctl.d/90-hubshift.conf
  [ ! -e /etc/nftables.conf ] || step nftables nft -f /etc/nftables.conf
  oneshots
  tunnels up
  [ ! -d /etc/frr ] || step frr frr
  start_daemons
}

shut_down() {
  echo "[init] going down"
  # By this the hub agent knows that not it alone is stopped.
  mkdir -p /run/hubshift
  : >/run/hubshift/shutdown
  stop_daemons
  [ ! -d /etc/frr ] || /usr/lib/frr/frrinit.sh stop
  tunnels down
  exit 0
}

trap shut_down TERM
shopt -s nullglob
# A host that did not get its own /etc must not boot: it would configure this machine.
set -e
own_machine
set +e
echo "pid $pid" >&4
while read -r order address gateway <&3; do
  case $order in
    uplink | boot)
      [ "$order" = boot ] || step network uplink "$address" "$gateway"
      boot 3<&- 4>&-
      echo "\${failed:+failed}\${failed:-up}" >&4
      ;;
    shutdown) shut_down 3<&- 4>&- ;;
  esac
done
`;
