import type { SitePlan, WanPlan } from "../plan/index.ts";
import type { HostTree } from "./types.ts";
import { OWN_KEY_FILE } from "./wireguard.ts";

/** In the order in which they start: nothing passes before the firewall is up. */
const unitsOf = ({ tunnel }: SitePlan): string[] => [
  "nftables.service",
  "hubshift-loopback.service",
  `wg-quick@${tunnel.interface}.service`,
  "frr.service",
];

/** What the script knows of its site. No value has a character that the shell reads. */
function facts(plan: WanPlan, site: SitePlan, ownKey: boolean, tree: HostTree): string[] {
  const firewalled = plan.profile === "hot-standby";
  return [
    `SITE=${site.name}`,
    `WAN=${plan.name}`,
    `INTERFACE=${site.tunnel.interface}`,
    `LOOPBACK=${site.loopback}/32`,
    "# Who may log in by SSH once the firewall is up; empty: the firewall leaves that alone.",
    `SSH_FROM="${firewalled ? site.networks.join(" ") || "nowhere" : ""}"`,
    "# Where the site's owner keeps the private key; empty: it is in this archive.",
    `OWN_KEY=${ownKey ? OWN_KEY_FILE : ""}`,
    'PACKAGES="wireguard-tools frr nftables"',
    `UNITS="${unitsOf(site).join(" ")}"`,
    `FILES="${[...tree.keys()].sort().join("\n")}"`,
  ];
}

const USAGE = `usage() {
  cat <<END
usage: sh install.sh [--ssh-ok] [--root DIR]      set this machine up as $SITE of the WAN $WAN
       sh install.sh --uninstall [--root DIR]     put back what was there, remove what was added

It may be run again: what is in place already stays. Files that it replaces are kept in /var/lib/hubshift-site.
  --ssh-ok     go on although this SSH session may not survive the firewall
  --root DIR   change the files below DIR only: no packages, no services
END
}

say() { printf '%s\\n' "$*"; }
die() { printf 'error: %s\\nhint: %s\\n' "$1" "$2" >&2; exit "$3"; }`;

const ARGUMENTS = `root=
action=install
ssh_ok=
while [ $# -gt 0 ]; do
  case $1 in
    --uninstall) action=uninstall ;;
    --ssh-ok) ssh_ok=yes ;;
    --root)
      [ $# -gt 1 ] || die "--root needs a folder" "--root DIR" 2
      root=$2
      shift
      ;;
    -h | --help) usage; exit 0 ;;
    *) die "there is no option $1" "sh install.sh --help lists them" 2 ;;
  esac
  shift
done
here=$(cd "$(dirname "$0")" && pwd)
state=$root/var/lib/hubshift-site

[ "$(id -u)" = 0 ] || die "only root can set up a router" "run it with sudo, or as root" 1
[ -d "$root/var/lib" ] || die "$root/var/lib is no folder" "give the root of a Debian system" 1
if [ -z "$root" ]; then
  for program in apt-get dpkg-query systemctl; do
    command -v "$program" >/dev/null || die "there is no $program" "this is for Debian 12 with systemd" 1
  done
fi`;

/** What is remembered is written before what it is about is changed, so that an interrupted run can be repeated or undone. */
const FILES = `known() { [ -e "$state/$1" ] && grep -qxF -- "$2" "$state/$1"; }
note() { known "$1" "$2" || printf '%s\\n' "$2" >>"$state/$1"; }
there() { [ -e "$1" ] || [ -L "$1" ]; }

make_folder() {
  if [ -d "$1" ]; then return; fi
  make_folder "$(dirname "$1")"
  note folders "$1"
  case $1 in
    */wireguard) mkdir -m 700 "$1" ;;
    *) mkdir -m 755 "$1" ;;
  esac
}

keep() {
  if known files "$1"; then return; fi
  if there "$root/$1"; then
    mkdir -p "$state/before/$(dirname "$1")"
    cp -a "$root/$1" "$state/before/$1"
  fi
  note files "$1"
}

own() {
  case $1 in
    etc/wireguard/*) chmod 600 "$2" ;;
    etc/frr/*)
      chmod 640 "$2"
      if [ -z "$root" ]; then chown frr:frr "$2"; fi
      ;;
    *) chmod 644 "$2" ;;
  esac
}

changed=
put() {
  keep "$1"
  if [ -f "$root/$1" ] && cmp -s "$here/files/$1" "$root/$1"; then
    own "$1" "$root/$1"
    return
  fi
  changed=yes
  make_folder "$(dirname "$root/$1")"
  rm -rf "$root/$1.hubshift-new"
  cp "$here/files/$1" "$root/$1.hubshift-new"
  own "$1" "$root/$1.hubshift-new"
  mv "$root/$1.hubshift-new" "$root/$1"
}

restore() {
  rm -f "$root/$1" "$root/$1.hubshift-new"
  if there "$state/before/$1"; then cp -a "$state/before/$1" "$root/$1"; fi
}

put_files() {
  for path in $FILES; do put "$path"; done
  # What an older archive of this site had, and this one has not.
  while read -r path; do
    if ! printf '%s\\n' "$FILES" | grep -qxF -- "$path"; then
      restore "$path"
      changed=yes
    fi
  done <"$state/files"
}`;

const MACHINE = `install_packages() {
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

start_units() {
  how=start
  if [ -n "$changed" ]; then how=restart; fi
  systemctl daemon-reload
  sysctl --quiet --load "/etc/sysctl.d/90-hubshift.conf"
  for unit in $UNITS; do
    if ! systemctl is-enabled --quiet "$unit" 2>/dev/null; then note units "$unit"; fi
    systemctl enable --quiet "$unit"
    systemctl "$how" "$unit"
  done
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

const ACTIONS = `refuse_lockout() {
  if [ -z "$SSH_FROM" ]; then return; fi
  say "note: SSH will come in from these networks only: $SSH_FROM"
  if [ -n "\${SSH_CONNECTION:-}" ] && [ -z "$ssh_ok" ]; then
    die "this is an SSH session, and the firewall may end it" "from those networks, or with a console at hand: --ssh-ok" 1
  fi
}

install_site() {
  if [ -n "$OWN_KEY" ] && [ ! -s "$root$OWN_KEY" ]; then
    die "$OWN_KEY is missing" "put the private key of $SITE there: owner root, mode 600" 1
  fi
  if [ -z "$root" ]; then refuse_lockout; fi
  mkdir -p "$state"
  if [ -z "$root" ]; then install_packages; fi
  put_files
  if [ -n "$root" ]; then
    say "the files of $SITE are below $root"
    return
  fi
  start_units
  check
}

uninstall_site() {
  if [ ! -d "$state" ]; then
    say "nothing to remove: $SITE is not set up here"
    return
  fi
  if [ -z "$root" ]; then stop_units; fi
  if [ -e "$state/files" ]; then
    while read -r path; do restore "$path"; done <"$state/files"
  fi
  if [ -z "$root" ]; then settle_machine; fi
  if [ -e "$state/folders" ]; then
    sort -r "$state/folders" | while read -r folder; do rmdir "$folder" 2>/dev/null || :; done
  fi
  rm -rf "$state"
  say "removed: this machine is as it was before $SITE"
}

case $action in
  install) install_site ;;
  uninstall) uninstall_site ;;
esac`;

/**
 * The script that makes a Debian 12 machine the router of `site`, for a POSIX shell. It expects the files of `tree` in `files/` beside
 * itself. `ownKey`: the site's private key is not in them.
 */
export function renderInstallScript(plan: WanPlan, site: SitePlan, ownKey: boolean, tree: HostTree): string {
  return [
    "#!/bin/sh",
    `# Sets this Debian machine up as ${site.name}, a site of the WAN ${plan.name}: sh install.sh --help`,
    "set -eu",
    "umask 077",
    "",
    ...facts(plan, site, ownKey, tree),
    ...[USAGE, ARGUMENTS, FILES, MACHINE, ACTIONS].flatMap((part) => ["", part]),
    "",
  ].join("\n");
}
