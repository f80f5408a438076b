#!/usr/bin/env bash
# Installs what is missing for hubshift on Debian 12 and builds it. Safe to run again: what is there already is left alone.
# `--documents` adds what documents are drawn with, and what the tests read them with.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1-}" in
"" | --documents) documents=${1-} ;;
*)
  printf 'usage: %s [--documents]\n' "$0" >&2
  exit 2
  ;;
esac

say() { printf 'setup: %s\n' "$*" >&2; }

# --- Node -------------------------------------------------------------------------------------------------------------
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' || {
  say "hubshift needs Node.js 20.19 or later; this is $(node --version)."
  exit 2
}

# --- Debian packages: package:program that proves it -------------------------------------------------------------------
missing=()
need() { command -v "$2" >/dev/null 2>&1 || [ -x "$2" ] || missing+=("$1"); }
PATH="$PATH:/usr/sbin:/sbin"
need frr /usr/lib/frr/bgpd
need wireguard-tools wg
need iproute2 ip
need nftables nft
need conntrack conntrack
need iputils-ping ping
need traceroute traceroute
need tcpdump tcpdump
need procps sysctl
need python3 /usr/bin/python3
# wireguard-go only where the kernel has no WireGuard of its own (wg-quick falls back to it by itself).
[ -e /sys/module/wireguard ] || modprobe wireguard 2>/dev/null || need wireguard-go wireguard-go
# Chromium brings a font along (libfontconfig1 needs one).
if [ -n "$documents" ]; then
  need chromium chromium
  need poppler-utils pdftotext
fi
if [ "${#missing[@]}" -gt 0 ]; then
  install=(apt-get install -y --no-install-recommends "${missing[@]}")
  if [ "$(id -u)" != 0 ]; then
    say "these Debian packages are missing: ${missing[*]}"
    say "run this once, then start again:"
    say "  sudo apt-get update && sudo ${install[*]}"
    exit 2
  fi
  say "installing ${missing[*]}"
  log=$(mktemp)
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive "${install[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    say "the packages could not be installed; apt-get's last lines are above"
    exit 1
  fi
  rm -f "$log"
fi

# --- npm packages: again only when the lock file is newer than what is installed ----------------------------------------
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  say "installing npm packages"
  npm ci --no-audit --no-fund --loglevel=error >&2
  touch node_modules/.package-lock.json
fi

npm run --silent build
ln -sf ../../bin/hubshift.js node_modules/.bin/hubshift
