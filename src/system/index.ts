export { archiveOf, writeSecret } from "./archive.ts";
export { withPage } from "./browser.ts";
export { systemClock } from "./clock.ts";
export {
  createNetworkNamespace,
  firstLine,
  insideNamespaces,
  type NamespaceKind,
  type NetworkNamespace,
  tiedToThisProcess,
} from "./namespace.ts";
export { packageRoot } from "./paths.ts";
export { datedPdf, printPdf } from "./pdf.ts";
export type { Attachment } from "./pdf-attachments.ts";
export { createRunner } from "./runner.ts";
export { type FileTree, type WrittenTree, writeTree } from "./tree.ts";
export type * from "./types.ts";
