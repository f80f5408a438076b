import { createPrivateKey, randomBytes } from "node:crypto";

const KEY_BYTES = 32;
const BASE64_KEY = /^[A-Za-z0-9+/]{43}=$/;

/** Whether `text` is a key as `wg` reads it: base64 of 32 bytes, in the one spelling that base64 gives them. */
export function isKey(text: string): boolean {
  return BASE64_KEY.test(text) && Buffer.from(text, "base64").toString("base64") === text;
}

/** A new private key, clamped (RFC 7748 section 5) as `wg genkey` does: the kernel clamps too, and would show another key otherwise. */
export function newPrivateKey(): string {
  const bytes = randomBytes(KEY_BYTES);
  bytes[0] = (bytes[0] ?? 0) & 0xf8;
  bytes[31] = ((bytes[31] ?? 0) & 0x7f) | 0x40;
  return bytes.toString("base64");
}

/** What `wg pubkey` prints. Throws RangeError, which does not repeat the text, for one that is no key. */
export function publicKeyOf(privateKey: string): string {
  if (!isKey(privateKey)) throw new RangeError("not a WireGuard private key");
  // A JSON Web Key (RFC 8037 section 2) has a public half, too; Node.js computes it from `d`. As PKCS8 each key takes OpenSSL ten times as long.
  const jwk = { kty: "OKP", crv: "X25519", d: Buffer.from(privateKey, "base64").toString("base64url"), x: "" };
  const { x = "" } = createPrivateKey({ key: jwk, format: "jwk" }).export({ format: "jwk" });
  return Buffer.from(x, "base64url").toString("base64");
}
