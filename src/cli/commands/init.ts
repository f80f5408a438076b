import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { writing } from "../out.ts";
import type { Session } from "../session.ts";
import { displayed } from "../wan.ts";

const starter = `# A hub-and-spoke WAN: two hubs in AWS behind one Elastic IP, and your sites.
# \`hubshift check\` checks this file, \`hubshift plan\` shows everything that is derived from it.
name: wan1
region: us-east-1
profile: hot-standby # or reference

hubs:
  asn: 65000 # private AS numbers: 64512-65534
  loopback: 172.16.0.1 # announced by both hubs
  primary: HUB1
  standby: HUB2
  # address: 203.0.113.10 # the Elastic IP, once you have it: what the sites dial

sites:
  - name: SITE1
    asn: 65101
    loopback: 172.16.1.1
    networks: [192.168.10.0/24] # the site's own networks
    # publicAddress: 198.51.100.1 # where the site has a fixed one
    # publicKey: ... # where the site keeps its private key to itself
  - name: SITE2
    asn: 65102
    loopback: 172.16.2.1
    networks: [192.168.20.0/24]

# trustedSsh: [198.51.100.0/24] # who may reach the hubs by SSH; nobody unless you say so
# alerts: { email: ops@example.net } # who hears of an alarm; each address is asked once whether it wants to
`;

async function init(session: Session): Promise<ExitCode> {
  const file = resolve(session.io.cwd, session.wan ?? "wan.yaml");
  const name = displayed(file, session.io.cwd);
  await writing(name, () => writeFile(file, starter, { flag: "wx" }), "file-exists");
  if (session.json) session.print(JSON.stringify({ written: file }));
  else session.print(`wrote ${name}`);
  session.next(`put your sites into ${name}, then \`hubshift check\``);
  return 0;
}

/** `hubshift init`: a wan.yaml to start from. */
export function addInit(program: Command, cli: Cli): void {
  program
    .command("init")
    .summary("write a wan.yaml to start from")
    .description("Writes a commented wan.yaml to start from. Never overwrites a file.")
    .addHelpText(
      "after",
      examples(["hubshift init", "write ./wan.yaml"], ["hubshift init --wan dc2.yaml", "another name"]),
    )
    .action(action(cli, init));
}
