export { nameOf, type RotationOptions, rotateKeys } from "./rotate.ts";
export type * from "./types.ts";
