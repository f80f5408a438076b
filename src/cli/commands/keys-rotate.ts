import { type Command, Option } from "commander";
import { hubshiftError } from "../../errors/index.ts";
import type { WanPlan } from "../../plan/index.ts";
import type { Reach } from "../../reach/index.ts";
import type { KeyStore, RotationResult, Subject } from "../../rotation/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { type DeployedOptions, withLab } from "../deployed.ts";
import { hostsAlone, storeIn } from "../key-stores.ts";
import { folderOf } from "../keyring.ts";
import { createProgress } from "../progress.ts";
import { rotationTable } from "../rotation-text.ts";
import type { Session } from "../session.ts";
import { loadWan } from "../wan.ts";

interface RotateOptions extends DeployedOptions {
  sshConfig?: string;
}

/** Where a rotation takes place. */
interface Place {
  plan: WanPlan;
  subject: Subject;
  hosts: Reach;
  store: KeyStore;
}

function subjectOf({ name, sites }: WanPlan, who: string): Subject {
  if (who === "hubs") return { kind: "hubs" };
  if (sites.some((site) => site.name === who)) return { kind: "site", site: who };
  throw hubshiftError("rotation-who", { who, wan: name });
}

async function placeOf(session: Session, { lab, sshConfig }: RotateOptions, who: string): Promise<Place> {
  const { reachLab, reachSsh } = await import("../../reach/index.ts");
  if (lab !== undefined) {
    const { attachLab } = await import("../../lab/index.ts");
    const attached = await attachLab(lab);
    const plan = await attached.plan();
    const subject = subjectOf(plan, who);
    const { keysFolder: folder } = await attached.status();
    const store = folder === undefined ? hostsAlone : await storeIn(session, { plan, folder, lab }, subject);
    return { plan, subject, hosts: reachLab(attached), store };
  }
  const wan = await loadWan(session);
  const subject = subjectOf(wan.plan, who);
  const store = await storeIn(session, { plan: wan.plan, folder: folderOf(wan) }, subject);
  const { createRunner } = await import("../../system/index.ts");
  return { plan: wan.plan, subject, hosts: reachSsh(createRunner(), { configFile: sshConfig }), store };
}

async function rotate(session: Session, options: RotateOptions, [who = ""]: string[]): Promise<ExitCode> {
  const place = await placeOf(session, options, who);
  const { rotateKeys } = await import("../../rotation/index.ts");
  const { systemClock } = await import("../../system/index.ts");
  const title = `rotate ${who}`;
  const progress = await createProgress(session, [title]);
  progress.enter(title);
  const { signal } = session.io;
  try {
    const result = await rotateKeys({ ...place, clock: systemClock, signal, onStep: progress.step });
    await progress.end();
    show(session, result, options);
    return result.pass ? 0 : 1;
  } catch (error) {
    await progress.end(error);
    throw error;
  } finally {
    await place.hosts.close();
  }
}

function show(session: Session, result: RotationResult, { lab }: RotateOptions): void {
  if (session.json) session.print(JSON.stringify({ ...(lab !== undefined && { lab }), ...result }, null, 2));
  else session.print(rotationTable(session, result));
  session.next(nextStep(result, lab));
}

function nextStep({ pass, subject, tunnels }: RotationResult, lab: string | undefined): string {
  if (tunnels.some(({ outcome }) => outcome === "broken"))
    return "a tunnel is between two keys: run the same command again in two minutes, it goes on where this one ended";
  if (!pass && tunnels.some(({ outcome }) => outcome === "rotated"))
    return "every tunnel works, some with the old key: run the same command again, it goes on where this one ended";
  if (!pass) return "nothing was changed: see that the tunnel's handshakes pass, then run the same command again";
  if (lab !== undefined) return `\`hubshift lab exec ${tunnels[0]?.site ?? ""} -- wg show\` shows the new key`;
  return subject === "hubs"
    ? "keep a copy of keys/; a site whose archive was exported before needs a new one"
    : "keep a copy of keys/; `hubshift diff` shows what the new key changes in the hubs' bundle";
}

/** `hubshift keys rotate`: a new key pair for a site or for the hubs, without an outage. */
export function addKeysRotate(keys: Command, cli: Cli): void {
  withLab(keys.command("rotate"))
    .summary("replace a site's or the hubs' key pair, without an outage")
    .description(
      "Gives a site, or the two hubs, a new key pair: tunnel by tunnel, each proved by a handshake before anything is written. " +
        "A tunnel stands still for the moment of its switch and loses nothing; one whose new key cannot be proved gets the old " +
        "key back. A rotation that was broken off goes on when the command is run again. Never prints a private key.",
    )
    .argument("<who>", "a site, or `hubs` for the pair that both hubs share")
    .addOption(new Option("--ssh-config <file>", "for ssh's -F: where hosts are, and as whom").conflicts("lab"))
    .addHelpText(
      "after",
      examples(
        ["hubshift keys rotate SITE1-LF1 --lab dc1", "a site's key in a laboratory"],
        ["hubshift keys rotate hubs --lab dc1 --json", "the hubs' shared key, for a script"],
        ["hubshift keys rotate SITE1-LF1", "on machines, over SSH; keys/ and the hosts get the new key"],
      ),
    )
    .action(action(cli, rotate));
}
