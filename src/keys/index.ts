export { publicKeyOf } from "./curve.ts";
export { generateKeyPair } from "./pair.ts";
export { ephemeralKeyRing, type OpenedKeyRing, openKeyRing } from "./ring.ts";
export type * from "./types.ts";
