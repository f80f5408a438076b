export { type Adoption, type AdoptOptions, adopt } from "./adopt.ts";
export { type CheckedHosts, checkHosts } from "./check/check.ts";
export { parseFrr } from "./frr.ts";
export { parseHost } from "./host.ts";
export { compare, type Difference, type Meaning, meaningOf } from "./meaning.ts";
export type * from "./types.ts";
export { parseWgQuick } from "./wg-quick.ts";
