import {
  AssociateAddressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DescribeInstancesCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLab, type Lab } from "../../src/lab/index.ts";
import { parseBgpSummary } from "../../src/observe/index.ts";
import { ec2Of, eventually, expectSuccess, packetsInto, referencePlan } from "./lab.support.ts";

let lab: Lab;

/** What a command in a host prints; it must succeed. */
async function printed(host: string, ...argv: string[]): Promise<string> {
  const result = await lab.run(host, argv);
  expectSuccess(argv.join(" "), result);
  return result.stdout;
}

beforeAll(async () => {
  lab = await createLab({ name: `test-hosts-${process.pid}`, plan: referencePlan(), cloud: "instant" });
});

afterAll(async () => {
  await lab?.down();
});

describe("a laboratory", () => {
  it("has every host up when it is there", () => {
    expect(lab.hosts().map(({ name, kind, state }) => [name, kind, state])).toEqual([
      ["DC1-SP1", "hub", "up"],
      ["DC1-SP2", "hub", "up"],
      ...lab.plan.sites.map(({ name }) => [name, "site", "up"]),
    ]);
  });

  it("has every BGP session Established soon after", async () => {
    const { established, durationMs } = await lab.waitEstablished(15_000);
    expect(established).toBe(true);
    expect(durationMs).toBeGreaterThan(0);
    const summary = parseBgpSummary(await printed("DC1-SP1", "vtysh", "-c", "show ip bgp summary json"));
    expect(summary.facts.peers.map((peer) => [peer.asn, peer.established])).toEqual([
      [65101, true],
      [65102, true],
      [65103, true],
    ]);
  });

  it("carries packets between sites through the hub", async () => {
    const ping = await printed("SITE1-LF1", "ping", "-c", "3", "-i", "0.2", "-I", "172.16.1.1", "172.16.2.1");
    expect(ping).toContain("3 received");
    const route = await printed("SITE1-LF1", "traceroute", "-n", "-w", "2", "172.16.2.1");
    expect([...route.matchAll(/^ *\d+ +([\d.]+)/gm)].map((hop) => hop[1])).toEqual(["10.100.1.1", "172.16.2.1"]);
  });

  it("hides sites behind a router that rewrites the source port", async () => {
    const [line] = (await printed("DC1-SP1", "wg", "show", "wg0", "endpoints")).split("\n");
    const [, address, port] = /\t([\d.]+):(\d+)$/.exec(line ?? "") ?? [];
    expect(address).toBe("198.51.100.1");
    expect(Number(port)).toBeGreaterThanOrEqual(42_000);
    expect(Number(port)).toBeLessThanOrEqual(46_000);
  });

  it("lets nobody in who was not asked", async () => {
    // The hub dials the site's own port, which no mapping of the router leads to.
    const capture = lab.spawn("SITE2-LF1", ["tcpdump", "-n", "-i", "eth0", "-l", "udp", "and", "dst", "port", "51820"]);
    let seen = "";
    capture.stdout?.on("data", (chunk) => {
      seen += chunk;
    });
    await printed("DC1-SP1", "bash", "-c", "for i in 1 2 3; do echo x >/dev/udp/198.51.100.2/51820; sleep 0.1; done");
    capture.kill();
    await capture.exited;
    expect(seen.split("\n").filter((line) => /length 2$/.test(line))).toEqual([]);
  });
});

describe("a host", () => {
  it("shows its own machine", async () => {
    expect(await printed("SITE1-LF1", "hostname")).toBe("SITE1-LF1\n");
    expect(await printed("SITE1-LF1", "cat", "/etc/hostname")).toBe("SITE1-LF1\n");
    expect((await printed("DC1-SP1", "ls", "/sys/class/net")).split("\n").filter(Boolean).sort()).toEqual([
      "eth0",
      "lo",
      "wg0",
      "wg1",
      "wg2",
    ]);
    const commands = await printed("SITE1-LF1", "ps", "-eo", "pid,comm");
    expect(commands).toMatch(/^ +1 bash$/m);
    expect(commands).toMatch(/ bgpd$/m);
    expect(commands).not.toMatch(/ node$/m);
    expect(await printed("SITE1-LF1", "ip", "-brief", "address", "show", "dev", "lo")).toContain("172.16.1.1/32");
  });

  it("gives a command a clean environment and its exit status", async () => {
    const environment = await lab.run("SITE1-LF1", ["env"], { env: { SECRET: "1" } });
    const names = environment.stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split("=")[0]);
    expect(new Set(names)).toEqual(new Set(["PATH", "HOME", "PWD", "OLDPWD", ...(process.env.TERM ? ["TERM"] : [])]));
    expect((await lab.run("SITE1-LF1", ["sh", "-c", "exit 7"])).code).toBe(7);
    expect((await lab.run("SITE1-LF1", ["cat"], { input: "through\n" })).stdout).toBe("through\n");
  });

  it("keeps its secrets and its files to itself", async () => {
    expect(await printed("SITE1-LF1", "stat", "-c", "%a %U", "/etc/wireguard/wg0.conf", "/etc/frr/frr.conf")).toBe(
      "600 root\n640 frr\n",
    );
    expect((await lab.run("SITE1-LF1", ["touch", "/srv/here"])).code).not.toBe(0);
    await printed("SITE1-LF1", "sh", "-c", "for d in etc opt root tmp; do echo mine >/$d/mine; done");
    expect((await lab.run("SITE2-LF1", ["cat", "/etc/mine", "/opt/mine", "/root/mine", "/tmp/mine"])).stdout).toBe("");
  });

  it("ends a command whose caller gave up", async () => {
    const result = await lab.run("SITE1-LF1", ["sleep", "4711"], { timeoutMs: 300 });
    expect(result.timedOut).toBe(true);
    const sleeping = async () => (await lab.run("SITE1-LF1", ["pgrep", "-f", "^sleep 4711"])).stdout;
    await eventually("the command is gone", sleeping, (pids) => pids === "", 2_000);
  });

  it("ends a command that gave up root, and hands over what it had printed", async () => {
    const capture = lab.spawn("SITE1-LF1", ["tcpdump", "-n", "-l", "-i", "eth0", "udp"]);
    let seen = "";
    capture.stdout?.on("data", (chunk) => {
      seen += chunk;
    });
    const ping = ["ping", "-c", "1", "-W", "1", "172.16.0.1"];
    await eventually(
      "a packet",
      () => lab.run("SITE1-LF1", ping),
      () => seen.includes("UDP"),
      10_000,
    );
    capture.kill();
    await capture.exited;
    expect((await lab.run("SITE1-LF1", ["pgrep", "-x", "tcpdump"])).stdout).toBe("");
  });

  it("is known by its name only", async () => {
    await expect(lab.run("SITE9-LF1", ["true"])).rejects.toMatchObject({ code: "lab-host-unknown" });
  });
});

describe("the cloud's edge", () => {
  const hostile = { IpProtocol: "udp", FromPort: 51820, ToPort: 51822, IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
  const ping = async () => (await lab.run("SITE1-LF1", ["ping", "-c", "1", "-W", "1", "172.16.0.1"])).code;

  it("drops what no security group lets in", async () => {
    const ec2 = ec2Of(lab);
    const instance = { InstanceIds: [lab.instances["DC1-SP1"] as string] };
    const { Reservations } = await ec2.send(new DescribeInstancesCommand(instance));
    const GroupId = Reservations?.[0]?.Instances?.[0]?.SecurityGroups?.[0]?.GroupId;
    expect(GroupId).toMatch(/^sg-/);
    expect((await lab.run("SITE1-LF1", ["ping", "-c", "1", "-W", "1", lab.plan.hubAddress ?? ""])).code).toBe(1);
    await eventually("open", ping, (code) => code === 0, 5_000);
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: [hostile] }));
    expect(await ping()).toBe(1);
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [hostile] }));
    await eventually("open again", ping, (code) => code === 0, 20_000);
  });

  it("follows the Elastic IP at once, for flows that exist already", async () => {
    const { allocationId: AllocationId, instances } = lab;
    const ec2 = ec2Of(lab);
    const talk = lab.spawn("SITE3-LF1", ["ping", "-q", "-i", "0.05", "172.16.0.1"]);
    const grows = async (host: string, ms: number) => {
      const before = await packetsInto(lab, host);
      await new Promise((done) => setTimeout(done, ms));
      return (await packetsInto(lab, host)) - before;
    };
    try {
      expect(await grows("DC1-SP1", 1_000)).toBeGreaterThan(10);
      await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId: instances["DC1-SP2"] }));
      await eventually(
        "packets at the standby",
        () => grows("DC1-SP2", 500),
        (packets) => packets > 5,
        3_000,
      );
      expect(await grows("DC1-SP1", 500)).toBeLessThan(5);
    } finally {
      await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId: instances["DC1-SP1"] }));
      talk.kill();
      await talk.exited;
    }
  });
});
