/**
 * What runs as pid 1 of a laboratory host: `bash init NAME DISK` in new net, mount, pid and uts namespaces.
 *
 * Standard input brings orders, one per line: `uplink ADDRESS/LENGTH GATEWAY` (eth0 is plugged in: boot) and `shutdown`.
 * Its end means that the laboratory is gone. Standard output carries reports: `pid N` (as the laboratory sees it), then `up`,
 * or `failed SERVICE...` for a boot in which some did not start. Standard error is the console.
 *
 * What the machine must not share is the host's own: /etc is its disk, /run, /tmp, /root and the logs are memory, /sys shows its
 * interfaces, and the rest of the file system is read-only, so that nothing that runs in a host can leave anything behind.
 */
export const hostInit = `#!/bin/bash
name=$1 disk=$2 failed=
exec 3<&0 4>&1 </dev/null >&2
umask 022

own_machine() {
  # Before the host's own /proc is mounted, /proc/self tells which process this is for the laboratory.
  read -r pid _ </proc/self/stat
  mount -t proc proc /proc
  mount -t sysfs sysfs /sys
  echo "$name" >/proc/sys/kernel/hostname
  mount --bind "$disk/etc" /etc
  mount -t tmpfs -o mode=755 tmpfs /run
  mount -t tmpfs -o mode=755 tmpfs /var/log
  mount -t tmpfs -o mode=700 tmpfs /root
  mount -t tmpfs -o mode=1777 tmpfs /tmp
  mount -t tmpfs -o mode=1777 tmpfs /var/tmp
  mount -o remount,bind,ro /
  mkdir -p /run/lock /run/wireguard
  install -d -o frr -g frr -m 755 /run/frr /var/log/frr
  chown -R frr:frr /etc/frr
  cd /root
}

step() { local what=$1; shift; echo "[init] $what"; "$@" || { echo "[init] $what: failed"; failed+=" $what"; }; }

uplink() {
  printf '%s\\n' 'link set lo up' "address add $1 dev eth0" 'link set eth0 up' "route add default via $2" | ip -batch -
}

services() {
  local unit command
  for unit in /etc/systemd/system/hubshift-*.service; do
    grep -qx 'Type=oneshot' "$unit" || continue
    while read -r command; do step "\${unit##*/}" sh -c "$command"; done < <(sed -n 's/^ExecStart=-\\{0,1\\}//p' "$unit")
  done
}

# Interfaces are independent of each other: all at once.
tunnels() {
  local conf jobs=() names=() i
  for conf in /etc/wireguard/wg*.conf; do
    conf=\${conf##*/}
    names+=("\${conf%.conf}")
    wg-quick "$1" "\${conf%.conf}" &
    jobs+=($!)
  done
  for i in "\${!jobs[@]}"; do wait "\${jobs[i]}" || { echo "[init] wg-quick@\${names[i]}: failed"; failed+=" wg-quick@\${names[i]}"; }; done
}

boot() {
  step network uplink "$1" "$2"
  step sysctl sysctl -q -p /etc/sysctl.d/90-hubshift.conf
  step nftables nft -f /etc/nftables.conf
  services
  tunnels up
  step frr /usr/lib/frr/frrinit.sh start
}

shut_down() {
  echo "[init] going down"
  /usr/lib/frr/frrinit.sh stop
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
    uplink)
      boot "$address" "$gateway" 3<&- 4>&-
      echo "\${failed:+failed}\${failed:-up}" >&4
      ;;
    shutdown) shut_down 3<&- 4>&- ;;
  esac
done
`;
