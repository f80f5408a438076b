import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { emptyFolder, run } from "./run.ts";

describe("synth --boot", () => {
  it("puts what hubs boot from beside the template, without a private key, and the same each time", async () => {
    const cwd = emptyFolder();
    await run(["init"], { cwd });
    const { code, stdout, stderr } = await run(["synth", "--boot"], { cwd });
    expect(code).toBe(0);
    const out = join(cwd, "cdk.out");
    const bundles = readdirSync(out).filter((name) => name.endsWith(".gz"));
    expect(bundles).toHaveLength(1);
    const bundle = readFileSync(join(out, bundles[0] as string));

    const content = gunzipSync(bundle).toString();
    for (const path of [
      "hub/install.sh",
      "hub/hubs/HUB1/etc/wireguard/wg0.conf",
      "hub/opt/hubshift/hubshift-agent.mjs",
    ])
      expect(content.includes(path), path).toBe(true);
    const keys = readdirSync(join(cwd, "keys")).map((file) => readFileSync(join(cwd, "keys", file), "utf8").trim());
    expect(keys.length).toBeGreaterThan(3);
    const template = readFileSync(join(out, "hubshift-wan1.template.json"), "utf8");
    for (const key of keys) expect([content, template, stdout, stderr].some((text) => text.includes(key))).toBe(false);

    expect(template).toContain(createHash("sha256").update(bundle).digest("hex"));
    await run(["synth", "--boot", "--out", "again"], { cwd });
    expect(readFileSync(join(cwd, "again/hubshift-wan1.template.json"), "utf8")).toBe(template);
  });

  it("is not asked for: no key is made, and no user data", async () => {
    const cwd = emptyFolder();
    await run(["init"], { cwd });
    expect((await run(["synth"], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, "cdk.out/hubshift-wan1.template.json"), "utf8")).not.toContain("UserData");
    expect(existsSync(join(cwd, "keys"))).toBe(false);
  });
});

it.each([
  [[], false],
  [["--protect"], true],
])("synth %j has the CDK protect the stack: %s", async (options, terminationProtection) => {
  const cwd = emptyFolder();
  await run(["init"], { cwd });
  expect((await run(["synth", ...options], { cwd })).code).toBe(0);
  const { artifacts } = JSON.parse(readFileSync(join(cwd, "cdk.out/manifest.json"), "utf8"));
  expect(artifacts["hubshift-wan1"].properties.templateFile).toBe("hubshift-wan1.template.json");
  expect(artifacts["hubshift-wan1"].properties.terminationProtection).toBe(terminationProtection);
});
