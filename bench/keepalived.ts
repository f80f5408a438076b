import { AuthorizeSecurityGroupIngressCommand, DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import type { Lab } from "../src/lab/index.ts";
import { packageRoot, type Runner } from "../src/system/index.ts";

// The reference configuration with what many would put on top of it: keepalived between the hubs (VRRP over unicast, because a VPC
// carries no multicast), whose notify script moves the Elastic IP as soon as a hub becomes master.

const CREDENTIALS = { accessKeyId: "bench", secretAccessKey: "bench" };

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
  const options = { endpoint: API, region: lab.plan.region, credentials: CREDENTIALS };
  return `#!/bin/sh
exec ${process.execPath} -e '
const { EC2Client, AssociateAddressCommand } = require("${packageRoot()}/node_modules/@aws-sdk/client-ec2");
new EC2Client(${JSON.stringify(options)}).send(new AssociateAddressCommand(${JSON.stringify(input)}));
'
`;
}

/** systemd ends services before the machine goes off, and a master that ends says so to its peer. */
const RUN = `keepalived --dont-fork --log-console --use-file /etc/keepalived/keepalived.conf &
while [ ! -e /run/hubshift/shutdown ]; do sleep 0.05; done
kill $!; wait $!`;

const UNIT = `[Service]
Type=simple
ExecStart=/usr/sbin/keepalived --dont-fork --log-console --use-file /etc/keepalived/keepalived.conf
RestartSec=1
`;

async function write(lab: Lab, hub: string, file: string, text: string, mode = "644"): Promise<void> {
  const argv = ["install", "-D", "-m", mode, "/dev/stdin", file];
  const { code, stderr } = await lab.run(hub, argv, { input: text });
  if (code !== 0) throw new Error(`${hub}: ${file}: ${stderr}`);
}

/** The reference's security group lets in no VRRP. */
async function openToEachOther(lab: Lab): Promise<void> {
  const ec2 = new EC2Client({ endpoint: lab.cloudUrl, region: lab.plan.region, credentials: CREDENTIALS });
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

/** Starts keepalived on both hubs; resolves when the primary is master. */
export async function startKeepalived(lab: Lab): Promise<void> {
  await openToEachOther(lab);
  for (const index of [0, 1] as const) {
    const { name } = lab.plan.hubs[index];
    await write(lab, name, "/etc/keepalived/keepalived.conf", configuration(lab, index));
    await write(lab, name, "/etc/keepalived/claim.sh", claimScript(lab, name), "755");
    await write(lab, name, "/etc/systemd/system/hubshift-keepalived.service", UNIT);
    const running = lab.spawn(name, ["sh", "-c", RUN]);
    running.stderr?.resume();
    await new Promise<void>((resolve, reject) => {
      running.stdout?.on("data", (text) => {
        if (index === 1 || String(text).includes("Entering MASTER STATE")) resolve();
      });
      void running.exited.then(({ code }) => reject(new Error(`keepalived on ${name} ended with ${code}`)));
    });
  }
}
