export { publicKeyOf } from "./curve.ts";
export { generateKeyPair } from "./pair.ts";
export { draftKeyRing, ephemeralKeyRing, type KeyRingDraft, readKeyRing } from "./ring.ts";
export { openStagedKey, type StagedKeyFile } from "./staged.ts";
export type * from "./types.ts";
