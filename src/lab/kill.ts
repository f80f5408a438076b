import type { Victim } from "./types.ts";

/** Shell scripts for a host. Each fails when there was nothing to kill. */
interface Killing {
  strike: string;
  /** What an operator would do. */
  mend: string;
}

const EACH_TUNNEL = 'for conf in /etc/wireguard/*.conf; do name=$(basename "$conf" .conf)';

export const killings: Readonly<Record<Victim, Killing>> = {
  wireguard: {
    // Where the kernel has WireGuard there is no process; what is left to lose is the interface.
    strike: `pkill -KILL -x wireguard-go || { ${EACH_TUNNEL}; ip link delete "$name"; done; }`,
    mend: `${EACH_TUNNEL}; ip link show "$name" >/dev/null 2>&1 || wg-quick up "$name"; done`,
  },
  frr: { strike: "pkill -KILL -f ^/usr/lib/frr/", mend: "/usr/lib/frr/frrinit.sh restart" },
  agent: { strike: "pkill -KILL -f /hubshift-agent.mjs$", mend: ":" },
};
