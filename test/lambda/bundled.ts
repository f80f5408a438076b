import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";

const script = resolve(import.meta.dirname, "../../scripts/functions.mjs");

/** Bundles the functions as `npm run build` does. */
export async function bundleInto(folder: string): Promise<void> {
  const program = `const m = await import(${JSON.stringify(script)}); await m.bundleFunctions(${JSON.stringify(folder)});`;
  await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
}
