export { compilePolicy } from "./compile.ts";
export { evaluate } from "./evaluate.ts";
export type * from "./types.ts";
