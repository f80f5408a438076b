import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type LineCounter, type Pair } from "yaml";

/** Where in a document a value stands: keys and list positions from the top. */
export type Path = readonly PropertyKey[];

/** A place in the text, 1-based. */
export interface Place {
  line: number;
  column: number;
  /** False where the document does not hold the value: then the place is that of what would hold it. */
  written: boolean;
}

/** `sites[2].asn`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text ? `${text}.${String(step)}` : String(step);
  }, "");
}

function pairOf(node: unknown, key: PropertyKey): Pair | undefined {
  if (!isMap(node)) return undefined;
  return node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
}

function childOf(node: unknown, step: PropertyKey): unknown {
  return isSeq(node) ? node.items[Number(step)] : pairOf(node, step)?.value;
}

/**
 * Offset of the value at `path`; of its key with `at: "key"`, and where there is no value; of its nearest ancestor where there is
 * neither. A path into plain text (the short form of a mapping or a list) means that text.
 */
function offsetOf(doc: Document, path: Path, at: "key" | "value"): { offset: number; written: boolean } {
  let node: unknown = doc.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const [depth, step] of path.entries()) {
    const container = isAlias(node) ? node.resolve(doc) : node;
    if (isScalar(container)) return { offset, written: container.value !== null };
    const key = pairOf(container, step)?.key;
    node = childOf(container, step);
    if (!key && !isNode(node)) return { offset, written: false };
    const last = depth === path.length - 1;
    const emptyOrKey = isScalar(key) && ((last && at === "key") || (isScalar(node) && node.value === null));
    const shown = emptyOrKey ? key : node;
    if (isNode(shown)) offset = shown.range?.[0] ?? offset;
  }
  return { offset, written: true };
}

/** Turns an offset into line and column; what lies behind the text counts as its last character. */
export function placeOf(text: string, lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(Math.max(0, Math.min(offset, text.trimEnd().length - 1)));
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

export type Locate = (path: Path, at?: "key" | "value") => Place;

/** A function that finds the place of any path of `doc`. */
export function locator(text: string, doc: Document, lines: LineCounter): Locate {
  return (path, at = "value") => {
    const { offset, written } = offsetOf(doc, path, at);
    return { ...placeOf(text, lines, offset), written };
  };
}
