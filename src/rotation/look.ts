import type { Reach } from "../reach/index.ts";
import { lookAt } from "./scripts.ts";
import { answerOf } from "./steps.ts";
import type { End, EndState, PeerState } from "./types.ts";

/** What `lookAt` printed. Throws RangeError for what it cannot have printed. */
export function parseLook(end: End, text: string): EndState {
  const peers: PeerState[] = [];
  const facts = new Map<string, readonly string[]>();
  for (const line of text.split("\n").filter(Boolean)) {
    const [name = "", ...words] = line.split(" ");
    if (name === "peer") peers.push(parsePeer(words));
    else facts.set(name, words);
  }
  const key = (name: string) => {
    const [value = ""] = facts.get(name) ?? [];
    return value === "" || value === "(none)" ? undefined : value;
  };
  const [staged, age] = facts.get("staged") ?? [];
  return {
    ...end,
    own: key("own"),
    peers,
    written: { own: key("written-own"), peer: key("written-peer") },
    staged: staged === undefined ? undefined : { key: staged, ageSeconds: Number(age) },
  };
}

function parsePeer([key, seconds, preshared]: readonly string[]): PeerState {
  if (key === undefined || seconds === undefined) throw new RangeError("a peer has a key and an age");
  return {
    key,
    handshakeSeconds: seconds === "-" ? undefined : Number(seconds),
    preshared: preshared === "preshared",
  };
}

/** Asks a host about its end. Throws `rotation-step-failed` when it does not know. */
export async function look(hosts: Reach, { host, interface: device }: End): Promise<EndState> {
  return parseLook({ host, interface: device }, await answerOf(hosts, host, lookAt(device), "look"));
}
