export { networkFacts } from "./network.ts";
export { judgeStatus, type Status } from "./status.ts";
export type * from "./types.ts";
export { collectionOf, filesOf, INDEX_FILE } from "./validate/folder.ts";
export { collectionOfPasted, type Pasted, type PastedNote } from "./validate/pasted.ts";
export { type Question, questionsFor } from "./validate/questions.ts";
export * from "./validate/types.ts";
export { validate } from "./validate/validate.ts";
export { instant } from "./words.ts";
