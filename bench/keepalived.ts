import { AuthorizeSecurityGroupIngressCommand, DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import type { Lab } from "../src/lab/index.ts";
import { packageRoot, type Runner, type Running } from "../src/system/index.ts";

// The reference configuration with what many would put on top of it: keepalived between the hubs (VRRP over unicast, because a VPC
// carries no multicast), whose notify script moves the Elastic IP as soon as a hub becomes master.

/** Where the laboratory's hubs reach AWS. */
const API = "http://192.0.2.1";

/** VRRP's own defaults: an advertisement a second, a dead master after three of them and a bit (RFC 5798, section 6.1). */
function configuration(lab: Lab, index: 0 | 1): string {
  const [own, peer] = index === 0 ? lab.plan.hubs : lab.plan.hubs.toReversed();
  return `global_defs {
  script_user root
  enable_script_security
}
vrrp_instance hubs {
  state BACKUP
  interface eth0
  virtual_router_id 51
  priority ${index === 0 ? 150 : 100}
  advert_int 1
  unicast_src_ip ${own?.privateAddress}
  unicast_peer {
    ${peer?.privateAddress}
  }
  notify_master /etc/keepalived/claim.sh
}
`;
}

/** The script that AWS users write with the AWS CLI, with the SDK that is here: it starts faster. */
function claimScript(lab: Lab, hub: string): string {
  const input = { AllocationId: lab.allocationId, InstanceId: lab.instances[hub], AllowReassociation: true };
  const options = { endpoint: API, region: lab.plan.region, credentials: lab.credentials };
  return `#!/bin/sh
exec ${process.execPath} -e '
const { EC2Client, AssociateAddressCommand } = require("${packageRoot()}/node_modules/@aws-sdk/client-ec2");
new EC2Client(${JSON.stringify(options)}).send(new AssociateAddressCommand(${JSON.stringify(input)}));
'
`;
}

/** systemd ends services before the machine goes off, and a master that ends says so to its peer. */
const RUN = `exec 2>&1
keepalived --dont-fork --log-console --use-file /etc/keepalived/keepalived.conf &
while [ ! -e /run/hubshift/shutdown ]; do sleep 0.05; done
kill $!; wait $!`;

const UNIT = `[Service]
Type=simple
ExecStart=/usr/sbin/keepalived --dont-fork --log-console --use-file /etc/keepalived/keepalived.conf
RestartSec=1
`;

async function write(lab: Lab, hub: string, file: string, text: string, mode = "644"): Promise<void> {
  const argv = ["sh", "-c", 'mkdir -p "$(dirname "$1")" && cat >"$1" && chmod "$2" "$1"', "write", file, mode];
  const { code, stderr } = await lab.run(hub, argv, { input: text });
  if (code !== 0) throw new Error(`${hub}: ${file}: ${stderr}`);
}

/** The reference's security group lets in no VRRP. */
async function openToEachOther(lab: Lab): Promise<void> {
  const ec2 = new EC2Client({ endpoint: lab.cloudUrl, region: lab.plan.region, credentials: lab.credentials });
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: Object.values(lab.instances) }));
  const groups = Reservations?.flatMap(({ Instances }) => Instances ?? []).flatMap((i) => i.SecurityGroups ?? []);
  for (const GroupId of new Set(groups?.map((group) => group.GroupId))) {
    const IpPermissions = [{ IpProtocol: "112", IpRanges: [{ CidrIp: lab.plan.vpc.cidr }] }];
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  }
  ec2.destroy();
}

/** Installs Debian's keepalived where it is missing. Needs root. */
export async function installKeepalived(runner: Runner): Promise<void> {
  if ((await runner.run(["keepalived", "--version"])).code === 0) return;
  const argv = ["apt-get", "install", "-y", "--no-install-recommends", "keepalived"];
  const { code, stderr } = await runner.run(argv, { timeoutMs: 300_000 });
  if (code !== 0) throw new Error(`keepalived could not be installed: ${stderr}`);
}

/** Resolves when `running` has said `words`; throws with what it said when it ends before, or takes longer than 15 s. */
function untilSaid(running: Running, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (why: string) => reject(new Error(`keepalived ${why}:\n${said}`));
    const limit = setTimeout(() => fail(`did not say "${words}"`), 15_000);
    running.stdout?.on("data", (text) => {
      said += text;
      if (!said.includes(words)) return;
      clearTimeout(limit);
      resolve();
    });
    void running.exited.then(({ code }) => fail(`ended with status ${code}`)).finally(() => clearTimeout(limit));
  });
}

/** Starts keepalived on both hubs; resolves when the primary is master. */
export async function startKeepalived(lab: Lab): Promise<void> {
  await openToEachOther(lab);
  for (const index of [0, 1] as const) {
    const { name } = lab.plan.hubs[index];
    await write(lab, name, "/etc/keepalived/keepalived.conf", configuration(lab, index));
    await write(lab, name, "/etc/keepalived/claim.sh", claimScript(lab, name), "755");
    await write(lab, name, "/etc/systemd/system/hubshift-keepalived.service", UNIT);
    // keepalived looks its own name up, and there is no DNS.
    await write(lab, name, "/etc/hosts", `127.0.0.1 localhost\n127.0.1.1 ${name}\n`);
    await untilSaid(
      lab.spawn(name, ["sh", "-c", RUN]),
      index === 0 ? "Entering MASTER STATE" : "Entering BACKUP STATE",
    );
  }
}
