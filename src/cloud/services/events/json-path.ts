/** The part of JSONPath that EventBridge takes: `$`, then members by dot or bracket, and array elements by index. */
const STEP = /\.([\w-]+)|\[(\d+)\]|\['([^']+)'\]|\["([^"]+)"\]/y;

/** The steps of a path, or undefined when it is not one. */
export function parsePath(path: string): (string | number)[] | undefined {
  if (!path.startsWith("$")) return undefined;
  const steps: (string | number)[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const found = STEP.exec(path);
    if (!found) return undefined;
    const [, dotted, index, single, double] = found;
    steps.push(index === undefined ? (dotted ?? single ?? double ?? "") : Number(index));
  }
  return steps;
}

/** What lies at `path`; undefined when nothing does. */
export function valueAt(root: unknown, path: string): unknown {
  return parsePath(path)?.reduce<unknown>((node, step) => {
    const isContainer = typeof node === "object" && node !== null;
    return isContainer && Object.hasOwn(node, step) ? (node as Record<string | number, unknown>)[step] : undefined;
  }, root);
}
