import { START_UNITS } from "../shell/units.ts";

/** What the script does beyond files, each to be undone: packages, units, and the address and the firewall that its units made. */
export const MACHINE = `install_packages() {
  missing=
  for package in $PACKAGES; do
    if ! dpkg-query -W -f '\${Status}' "$package" 2>/dev/null | grep -q ' installed$'; then
      missing="$missing $package"
      note packages "$package"
    fi
  done
  if [ -z "$missing" ]; then return; fi
  say "installing$missing"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # shellcheck disable=SC2086 # one word per package
  apt-get install -qq -y --no-install-recommends $missing
}

${START_UNITS}

start_site() {
  for unit in $UNITS; do
    if ! systemctl is-enabled --quiet "$unit" 2>/dev/null; then note units "$unit"; fi
  done
  start_units
}

check() {
  wg show "$INTERFACE" || die "$INTERFACE is not up" "journalctl -u wg-quick@$INTERFACE says why" 1
  tries=0
  until wg show "$INTERFACE" latest-handshakes | grep -q '[[:space:]][1-9]'; do
    tries=$((tries + 1))
    if [ "$tries" -ge 30 ]; then
      die "$SITE is set up, but no hub has answered for 30 s" "do the hubs run, with this site's public key? Then: wg show $INTERFACE" 1
    fi
    sleep 1
  done
  say "$SITE is set up, and a hub has answered"
}

stop_units() {
  for unit in $UNITS; do
    if known units "$unit"; then systemctl disable --quiet --now "$unit" || :; fi
  done
}

settle_machine() {
  systemctl daemon-reload
  ip address del "$LOOPBACK" dev lo 2>/dev/null || :
  nft delete table inet hubshift 2>/dev/null || :
  for unit in $UNITS; do
    if ! known units "$unit"; then systemctl restart "$unit" || say "note: $unit does not start with what was put back"; fi
  done
  if [ -e "$state/packages" ]; then
    # shellcheck disable=SC2046 # one word per package
    DEBIAN_FRONTEND=noninteractive apt-get purge -qq -y $(cat "$state/packages")
  fi
}`;
