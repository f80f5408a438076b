// Bundles the Lambda functions. Each is one whole file, because Lambda gets nothing else.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Writes OUTDIR/failover/index.mjs and OUTDIR/failback/index.mjs. The same sources give the same bytes, wherever they lie. */
export async function bundleFunctions(outdir) {
  await Promise.all(
    ["failover", "failback"].map((name) =>
      build({
        absWorkingDir: root,
        entryPoints: [`src/lambda/${name}.ts`],
        outfile: `${outdir}/${name}/index.mjs`,
        bundle: true,
        platform: "node",
        // The template declares a later runtime; the laboratory runs the same file on this machine's Node.
        target: "node20",
        format: "esm",
        logLevel: "warning",
        minify: true,
        keepNames: true,
        // The SDK's ES modules can be shaken, its CommonJS ones cannot: this takes half off a function's load time.
        mainFields: ["module", "main"],
        // CommonJS packages inside the bundle call require() for Node's own modules.
        banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
      }),
    ),
  );
}
