export { createLocalCloud } from "./local-cloud.ts";
export { delayProfiles } from "./profiles.ts";
export type * from "./types.ts";
