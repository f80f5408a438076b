export { compilePolicy } from "./compile.ts";
export { evaluate } from "./evaluate.ts";
export { fits, parsePattern } from "./pattern.ts";
export type * from "./types.ts";
