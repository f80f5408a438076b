import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeInstanceAttributeCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { draftKeyRing, type KeyRing } from "../../src/keys/index.ts";
import { createLab, type Lab } from "../../src/lab/index.ts";
import { renderHost } from "../../src/render/index.ts";
import { ec2Of, planOf, printed } from "./lab.support.ts";

const HUBS = ["DC1-SP1", "DC1-SP2"];

/** Exits with the status of the answer to a request for the role's credentials. */
const ASK = `import sys, urllib.error, urllib.request
try:
    urllib.request.urlopen("http://169.254.169.254/latest/meta-data/iam/security-credentials/")
except urllib.error.HTTPError as error:
    sys.exit(error.code - 400)
sys.exit(99)`;

describe.each(["reference", "hot-standby"] as const)(
  "a hub of the %s profile becomes one by the user data of its instance, which makes what `hubshift render` writes",
  (profile) => {
    let folder: string;
    let ring: KeyRing;
    let lab: Lab;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "hubshift-boot-lab-"));
      const plan = planOf("dc1", profile);
      const keysFolder = join(folder, "keys");
      const keys = await draftKeyRing(keysFolder, plan);
      await keys.save();
      ring = keys.ring;
      lab = await createLab({ name: `test-boot-${process.pid}`, plan, cloud: "instant", keysFolder });
    });
    afterAll(async () => {
      await lab?.down();
      rmSync(folder, { recursive: true, force: true });
    });

    it.each(HUBS)("gives %s every file, byte for byte, and its keys to root alone", async (hub) => {
      const files = renderHost(lab.plan, ring, hub);
      expect(files.size).toBeGreaterThan(7);
      for (const [path, text] of files) expect(await printed(lab, hub, "cat", `/${path}`), path).toBe(text);
      expect(files.get("etc/wireguard/wg0.conf")).toContain(ring.hub.privateKey);
      const stat = (path: string) => printed(lab, hub, "stat", "-c", "%a %U", path);
      expect(await stat("/etc/wireguard/wg0.conf")).toBe("600 root\n");
      expect(await stat("/etc/hubshift/keys/hub.key")).toBe("600 root\n");
    });

    it("ran what EC2 has for the instance, and no more of it when the hub starts again", async () => {
      const ec2 = ec2Of(lab);
      const [hub = ""] = HUBS;
      const query = { InstanceId: lab.instances[hub], Attribute: "userData" } as const;
      const { UserData } = await ec2.send(new DescribeInstanceAttributeCommand(query));
      ec2.destroy();
      const program = Buffer.from(UserData?.Value ?? "", "base64").toString();
      expect(program).toContain(`HUB = "${hub}"`);
      expect(await printed(lab, hub, "cat", "/run/laboratory/user-data")).toBe(program);
      await lab.stop(hub);
      await lab.start(hub);
      expect(readFileSync(lab.console(hub), "utf8").split(`hubshift: ${hub} is set up`)).toHaveLength(2);
      expect(await lab.waitEstablished(30_000)).toMatchObject({ established: true });
    });

    it("gives the role's credentials to nobody without a token", async () => {
      expect(await lab.run("DC1-SP2", ["/usr/bin/python3", "-c", ASK])).toMatchObject({ code: 1 });
      expect(await printed(lab, "DC1-SP2", "sh", "-c", "cat /opt/laboratory/environment")).not.toMatch(/KEY|TOKEN/);
    });
  },
);
