// Bundles the Lambda functions and the hub agent. Each is one whole file, because where they run there is nothing else of ours.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * The EC2 client describes all of EC2's operations in one module, with keys such as `{ [_xN]: ... }` whose constants stand above.
 * esbuild keeps what has computed keys; with the constants put in, it drops the operations that nobody calls. A function loads in less
 * than half of the time then, and a cold start is part of the outage.
 */
const plainSchemaKeys = {
  name: "plain-schema-keys",
  setup({ onLoad }) {
    onLoad({ filter: /client-ec2\/dist-es\/schemas\/.*\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const constants = new Map(
        [...text.matchAll(/^const (_\w+) = ("\w+");$/gm)].map(([, name, value]) => [name, value]),
      );
      return {
        contents: text.replace(/\[(_\w+)\]:/g, (key, name) => (constants.has(name) ? `${constants.get(name)}:` : key)),
      };
    });
  },
};

/** One whole file. The same sources give the same bytes, wherever they lie. */
function bundle(entry, outfile) {
  return build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    // The template declares a later runtime; the laboratory runs the same file on this machine's Node.
    target: "node20",
    format: "esm",
    logLevel: "warning",
    minify: true,
    keepNames: true,
    // The SDK's ES modules can be shaken, its CommonJS ones cannot.
    mainFields: ["module", "main"],
    plugins: [plainSchemaKeys],
    // CommonJS packages inside the bundle call require() for Node's own modules.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
}

/** Writes OUTDIR/failover/index.mjs and OUTDIR/failback/index.mjs. */
export async function bundleFunctions(outdir) {
  await Promise.all(
    ["failover", "failback"].map((name) => bundle(`src/lambda/${name}.ts`, `${outdir}/${name}/index.mjs`)),
  );
}

/** Writes OUTDIR/hubshift-agent.mjs, which is all that a hub gets of us besides its configuration. */
export async function bundleAgent(outdir) {
  await bundle("src/agent/daemon.ts", `${outdir}/hubshift-agent.mjs`);
}
