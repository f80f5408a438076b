/** What became of one test, from pytest's own report. */
export interface TestResult {
  /** `tests.test_ec2.test_tags.test_create_tags`. */
  test: string;
  outcome: "passed" | "failed" | "not applicable";
  /** Of every other outcome than `passed`, one line. */
  reason?: string;
}

/** LocalCloud says so itself where it lacks what AWS has (src/cloud/core/dispatch.ts). */
const NOT_OFFERED =
  /LocalCloud (does not implement [\w-]+:\w+|was built without the service [\w-]+|does not have the service [\w-]+)/;

/**
 * Reads pytest's JUnit XML. A test that failed where LocalCloud does not offer an operation is not applicable, nor is one that the suite
 * itself skips against a server. The traceback is searched as a whole, with the local variables that pytest shows: a test may have caught
 * the answer before it failed on it.
 */
export function readReport(xml: string): TestResult[] {
  return [...xml.matchAll(/<testcase ([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs)].map(([, attributes = "", body = ""]) => {
    const test = `${attribute(attributes, "classname")}.${attribute(attributes, "name")}`;
    const [, kind, how = ""] = /<(skipped|failure|error) ([^>]*)/.exec(body) ?? [];
    if (!kind) return { test, outcome: "passed" };
    const reason = attribute(how, "message").split("\n")[0] ?? "";
    if (kind === "skipped") return { test, outcome: "not applicable", reason };
    const missing = NOT_OFFERED.exec(plain(body))?.[0];
    return missing ? { test, outcome: "not applicable", reason: missing } : { test, outcome: "failed", reason };
  });
}

export interface Figures {
  /** Tests that passed, by the name of the run. */
  passed: Record<string, number>;
  applicable: number;
  total: number;
}

/**
 * How many of the same tests passed in each run. One that was not applicable in any is so in all: it may have failed for another reason
 * before it came to the operation that is missing.
 */
export function compare(runs: Readonly<Record<string, readonly TestResult[]>>): Figures {
  const all = Object.values(runs).flat();
  const excluded = new Set(all.filter(({ outcome }) => outcome === "not applicable").map(({ test }) => test));
  const total = new Set(all.map(({ test }) => test)).size;
  const passed = (results: readonly TestResult[]) =>
    results.filter(({ test, outcome }) => outcome === "passed" && !excluded.has(test)).length;
  return {
    passed: Object.fromEntries(Object.entries(runs).map(([name, results]) => [name, passed(results)])),
    applicable: total - excluded.size,
    total,
  };
}

const attribute = (attributes: string, name: string) =>
  plain(new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? "");

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

/** Python's XML writes these, and line breaks in attributes by their number. */
const plain = (text: string) =>
  text.replace(
    /&(?:#(\d+)|(\w+));/g,
    (_, code, name) => (code ? String.fromCodePoint(Number(code)) : ENTITIES[name]) ?? "",
  );
