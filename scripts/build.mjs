// Bundles the three programs that hubshift consists of into dist/. The command line keeps its npm packages external (they are
// installed beside it) and splits at dynamic imports, so that `hubshift check` does not pay for loading the CDK. The functions
// are whole files, because Lambda gets nothing else.
import { rm } from "node:fs/promises";
import { build } from "esbuild";

const common = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  logLevel: "warning",
  sourcemap: false,
};

await rm("dist", { recursive: true, force: true });
await Promise.all([
  build({
    ...common,
    entryPoints: { main: "src/cli/main.ts" },
    outdir: "dist/cli",
    packages: "external",
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
  }),
  ...["failover", "failback"].map((name) =>
    build({
      ...common,
      entryPoints: [`src/lambda/${name}.ts`],
      outfile: `dist/lambda/${name}/index.mjs`,
      minify: true,
      keepNames: true,
      // The SDK's ES modules can be shaken, its CommonJS ones cannot: this takes two thirds off a function's load time.
      mainFields: ["module", "main"],
      // CommonJS packages inside the bundle call require() for Node's own modules.
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    }),
  ),
]);
