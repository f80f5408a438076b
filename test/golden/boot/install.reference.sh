#!/bin/bash
# Makes this machine a hub of the WAN dc1.
set -euo pipefail
umask 077

KEYS=/etc/hubshift/keys
AGENT=
DEBIAN_PACKAGES="ca-certificates curl chrony frr nftables traceroute wireguard-tools iproute2 iputils-ping"
AMAZON_PACKAGES="chrony frr nftables traceroute wireguard-tools iproute iputils"
UNITS="nftables.service hubshift-loopback.service wg-quick@wg0.service wg-quick@wg1.service wg-quick@wg2.service frr.service"

usage() {
  cat >&2 <<END
usage: install.sh HUB ADDRESS REGION [ROOT]
Makes this machine HUB behind the Elastic IP ADDRESS. It may be run again: what is in place already stays.
ROOT: change the files below it only; no packages, no services.
END
  exit 2
}

[ $# -ge 3 ] || usage
hub=$1 address=$2 region=$3 root=${4:-}
here=$(cd "$(dirname "$0")" && pwd)
tree=$here/hubs/$hub
[ -d "$tree" ] || usage
say() { printf 'hubshift: %s\n' "$*"; }

install_packages() {
  . /etc/os-release
  case $ID in
    debian | ubuntu)
      export DEBIAN_FRONTEND=noninteractive
      apt_get() { apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=5 "$@"; }
      apt_get update
      # shellcheck disable=SC2086 # one word per package
      apt_get install -y --no-install-recommends $DEBIAN_PACKAGES
      ;;
    amzn)
      # FRR is not in Amazon's own repository: https://docs.aws.amazon.com/linux/al2023/ug/spal.html
      dnf install -q -y spal-release
      # shellcheck disable=SC2086 # one word per package
      dnf install -q -y $AMAZON_PACKAGES
      ;;
    *)
      say "$PRETTY_NAME is none of Debian, Ubuntu and Amazon Linux" >&2
      exit 1
      ;;
  esac
  install_session_manager || say "note: no Session Manager on this hub; everything else goes on"
}

# Ubuntu's and Amazon's images have it; Debian's have not.
# https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-deb.html
install_session_manager() {
  if [ "$ID" != debian ] || dpkg-query -W amazon-ssm-agent >/dev/null 2>&1; then return; fi
  local package
  package=$(mktemp --suffix=.deb)
  curl -fsS --retry 5 -o "$package" "https://s3.$region.amazonaws.com/amazon-ssm-$region/latest/debian_$(dpkg --print-architecture)/amazon-ssm-agent.deb" &&
    dpkg -i "$package"
}

# A private key is in a variable and in files of root's, never in an argument that the process list shows.
hub_key=$(<"$root$KEYS/hub.key")
link_key=
if [ -e "$root$KEYS/link.key" ]; then link_key=$(<"$root$KEYS/link.key"); fi

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
# Makes what it reads the file $1: never half written, and its owner's before it is in place.
put() {
  rm -rf "$root/$1.hubshift-new"
  cat >"$root/$1.hubshift-new"
  if [ -f "$root/$1" ] && cmp -s "$root/$1.hubshift-new" "$root/$1"; then
    rm "$root/$1.hubshift-new"
    own "$1" "$root/$1"
    return
  fi
  changed=yes
  own "$1" "$root/$1.hubshift-new"
  mv "$root/$1.hubshift-new" "$root/$1"
}

put_files() {
  local path text
  while read -r path; do
    text=$(<"$tree/$path")
    text=${text//@HUBSHIFT_HUB_KEY@/"$hub_key"}
    text=${text//@HUBSHIFT_LINK_KEY@/"$link_key"}
    text=${text//@HUBSHIFT_ADDRESS@/"$address"}
    (umask 022 && mkdir -p "$(dirname "$root/$path")")
    put "$path" < <(printf '%s\n' "$text")
  done < <(cd "$tree" && find . -type f -printf '%P\n' | LC_ALL=C sort)
  chmod 700 "$root/etc/wireguard"
  if [ -z "$AGENT" ] || cmp -s "$here/$AGENT" "$root/$AGENT"; then return; fi
  changed=yes
  install -D -m 644 "$here/$AGENT" "$root/$AGENT"
}

# Amazon Linux's nftables.service reads a file of its own.
load_firewall_at_boot() {
  local main=/etc/sysconfig/nftables.conf
  if [ ! -f "$main" ] || grep -qxF 'include "/etc/nftables.conf"' "$main"; then return; fi
  printf '%s\n' 'include "/etc/nftables.conf"' >>"$main"
}

start_units() {
  how=start
  if [ -n "$changed" ]; then how=restart; fi
  systemctl daemon-reload
  sysctl --quiet --load /etc/sysctl.d/90-hubshift.conf
  for unit in $UNITS; do
    systemctl enable --quiet "$unit"
    systemctl "$how" "$unit"
  done
}

if [ -z "$root" ]; then install_packages; fi
put_files
if [ -n "$root" ]; then exit 0; fi
load_firewall_at_boot
start_units
say "$hub is set up"
