/** Where a host keeps the private key that is to come, mode 600. */
const STAGED_KEY = "/etc/wireguard/hubshift-next.key";

/** A handshake is looked for this often, and about this many times 40 ms: retries of WireGuard's own come after 5 s only. */
const LOOKS = 50;

/** Longer than the way from one end's switch to the handshake takes by slow channels, as short as can be without it. */
const GIVE_UP_S = 10;

/** WireGuard tells a handshake's second only: the next one is waited for, 0.1 s a look, so that one of before is not taken for proof. */
const SECOND_LOOKS = 15;

/** POSIX shell. Private keys go by pipes and files alone: every argument is in the process list. */
const PRELUDE = `
set -eu
umask 077
next=${STAGED_KEY}
device=\${1:-}
conf=/etc/wireguard/$device.conf
setting() { sed -n "s/^$1 *= *//p" "$conf"; }
rewrite() { "$@" "$conf" >"$conf.tmp"; mv "$conf.tmp" "$conf"; }
`;

function script(body: string, ...args: string[]): string[] {
  return ["sh", "-c", PRELUDE + body, "sh", ...args];
}

/**
 * Prints what an end is like, a fact a line: `own KEY`, `peer KEY SECONDS|- (none)|preshared`, `written-own KEY`, `written-peer KEY`,
 * `staged KEY SECONDS`.
 */
export const lookAt = (device: string) =>
  script(
    `
now=$(date +%s)
echo "own $(wg show "$device" public-key)"
wg show "$device" dump | tail -n +2 | while read -r key preshared _ _ at _; do
  [ "$preshared" = "(none)" ] || preshared=preshared
  [ "$at" = 0 ] && at=- || at=$((now - at))
  echo "peer $key $at $preshared"
done
own=$(setting PrivateKey)
[ -z "$own" ] || echo "written-own $(printf %s "$own" | wg pubkey)"
echo "written-peer $(setting PublicKey)"
[ ! -e "$next" ] || echo "staged $(wg pubkey <"$next") $((now - $(stat -c %Y "$next")))"
`,
    device,
  );

/** Keeps the private key on standard input beside the old one. Fails where one waits already. */
export const stageKey = () =>
  script(`
draft=$next.$$
cat >"$draft"
ln "$draft" "$next" && status=0 || status=$?
rm -f "$draft"
exit $status
`);

export const discardStaged = () => script('rm -f "$next"');

/**
 * Gives the interface the private key that is staged, or the one of its file. WireGuard stops to send with its sessions then, goes on
 * to receive with them, and keeps up to 128 packets a peer until the next handshake (wg_noise_expire_current_peer_keypairs in Linux,
 * ExpireCurrentKeypairs in wireguard-go). On trial, the host takes the key of its file again by itself should no handshake follow: whoever
 * gave the order is gone then, or came through this very tunnel.
 */
export const takeKey = (device: string, from: "trial" | "staged" | "written") =>
  script(
    `
take() { wg set "$device" private-key /dev/stdin; }
handshake() { wg show "$device" latest-handshakes | cut -f 2; }
if [ "$2" = written ]; then setting PrivateKey | take; exit; fi
looks=0
while [ "$(handshake)" -ge "$(date +%s)" ] && [ $looks -lt ${SECOND_LOOKS} ]; do
  looks=$((looks + 1))
  sleep 0.1
done
since=$(date +%s)
touch "$next"
take <"$next"
[ "$2" = trial ] || exit 0
(
  trap "" HUP
  sleep ${GIVE_UP_S}
  [ "$(handshake)" -ge "$since" ] || setting PrivateKey | take
) </dev/null >/dev/null 2>&1 &
`,
    device,
    from,
  );

/**
 * Makes a key the interface's only peer, with everything that the peer before had. Allowed IPs go over in one step and before that peer
 * is removed, so that no packet finds none. A peer without a handshake is made anew, since it may not try again before 5 s have passed.
 */
const TAKE_PEER = `
field() { wg show "$device" "$1" | cut -f 2; }
take() {
  new=$1 current=$(field peers)
  [ "$current" != "$new" ] || [ "$(field latest-handshakes)" = 0 ] || return 0
  endpoint=$(field endpoints) keepalive=$(field persistent-keepalive) allowed=$(field allowed-ips | tr ' ' ,)
  set -- peer "$new" persistent-keepalive "$keepalive" allowed-ips "$allowed"
  [ "$endpoint" = "(none)" ] || set -- "$@" endpoint "$endpoint"
  if [ "$current" = "$new" ]; then set -- peer "$new" remove "$@"; else set -- "$@" peer "$current" remove; fi
  wg set "$device" "$@"
}
`;

export const takePeer = (device: string, key: string) => script(`${TAKE_PEER}take "$2"\n`, device, key);

/** The same, and waits for the first handshake with it; the peer before comes back without one. A peer with an endpoint and a keepalive starts one at once. */
export const provePeer = (device: string, key: string) =>
  script(
    `${TAKE_PEER}
before=$(field peers)
take "$2"
looks=0
while [ "$(field latest-handshakes)" = 0 ]; do
  looks=$((looks + 1))
  if [ $looks -ge ${LOOKS} ]; then
    take "$before"
    echo "no handshake with the key" >&2
    exit 1
  fi
  sleep 0.04
done
`,
    device,
    key,
  );

/** Writes the staged private key into the interface's file, which is replaced whole; then the interface has it for good. */
export const writeKey = (device: string) =>
  script(
    `
rewrite awk 'NR == FNR { key = $1; next } /^PrivateKey *=/ { print "PrivateKey = " key; next } { print }' "$next"
wg set "$device" private-key "$next"
`,
    device,
  );

/** Writes the peer's key into the interface's file, which is replaced whole. */
export const writePeer = (device: string, key: string) =>
  script('rewrite sed "s|^PublicKey *=.*|PublicKey = $2|"', device, key);
