import { inspect } from "node:util";
import { newPrivateKey, publicKeyOf } from "./curve.ts";
import type { KeyPair } from "./types.ts";

/** Holds the private key where enumeration, JSON and `console.log` do not find it. */
class HiddenKeyPair implements KeyPair {
  readonly #privateKey: string;
  readonly publicKey: string;

  constructor(privateKey: string) {
    this.#privateKey = privateKey;
    this.publicKey = publicKeyOf(privateKey);
  }

  get privateKey(): string {
    return this.#privateKey;
  }

  toJSON(): Record<string, string> {
    return { publicKey: this.publicKey, privateKey: "(hidden)" };
  }

  [inspect.custom](): Record<string, string> {
    return this.toJSON();
  }
}

/** The pair that a private key belongs to. Throws RangeError for text that is no key. */
export function pairOf(privateKey: string): KeyPair {
  return new HiddenKeyPair(privateKey);
}

export function generateKeyPair(): KeyPair {
  return pairOf(newPrivateKey());
}
