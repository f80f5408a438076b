// Bundles the four programs that hubshift consists of into dist/. The command line keeps its npm packages external (they are
// installed beside it) and splits at dynamic imports, so that `hubshift check` does not pay for loading the CDK.
import { rm } from "node:fs/promises";
import { build } from "esbuild";
import { bundleAgent, bundleFunctions } from "./functions.mjs";

await rm("dist", { recursive: true, force: true });
await Promise.all([
  build({
    entryPoints: { main: "src/cli/main.ts" },
    outdir: "dist/cli",
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    logLevel: "warning",
  }),
  bundleFunctions("dist/lambda"),
  bundleAgent("dist/agent"),
]);
