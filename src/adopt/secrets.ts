import { createHash } from "node:crypto";
import { publicKeyOf } from "../keys/index.ts";
import type { PeerFacts, TunnelFacts } from "./types.ts";
import { readKey } from "./values.ts";

/** What a PrivateKey tells. The key itself does not leave this function. */
export function readPrivateKey(text: string | undefined): Pick<TunnelFacts, "privateKey" | "publicKey"> {
  if (text === undefined) return { privateKey: "none", publicKey: undefined };
  if (readKey(text) === undefined) return { privateKey: "hidden", publicKey: undefined };
  return { privateKey: "present", publicKey: publicKeyOf(text) };
}

/** wg takes a key of zeros for none: a handshake without a preshared key mixes in the same zeros (Noise, "psk2"). */
const NO_KEY = `${"A".repeat(43)}=`;

/** What a PresharedKey tells. The key itself does not leave this function. */
export function readPresharedKey(text: string | undefined): Pick<PeerFacts, "presharedKey" | "presharedDigest"> {
  if (text === undefined || text === NO_KEY) return { presharedKey: "none", presharedDigest: undefined };
  if (readKey(text) === undefined) return { presharedKey: "hidden", presharedDigest: undefined };
  return { presharedKey: "present", presharedDigest: createHash("sha256").update(text).digest("base64") };
}
