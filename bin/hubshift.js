#!/usr/bin/env node
import { existsSync } from "node:fs";

const main = new URL("../dist/cli/main.js", import.meta.url);
if (!existsSync(main)) {
  process.stderr.write(
    "hubshift is not built yet. Run `npm run build` in its folder (or `npm start`, which does all the set-up).\n",
  );
  process.exit(2);
}
await import(main.href);
