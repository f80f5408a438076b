import type { Inspect } from "../../drill/index.ts";
import type { Lab } from "../../lab/index.ts";
import { reachLab } from "../../reach/index.ts";
import { systemClock } from "../../system/index.ts";
import { type Collection, validate } from "../../verify/index.ts";
import { findDeployed, inAccount } from "../deployed.ts";
import { collectCloud } from "./cloud.ts";
import { collectHosts } from "./collect.ts";
import { writeJudged } from "./save.ts";
import { sayer } from "./text.ts";

async function collect(lab: Lab, name: string | undefined, signal: AbortSignal): Promise<Collection> {
  const { plan, cloudUrl: endpoint, credentials } = lab;
  const account = { wan: plan.name, region: plan.region, endpoint, credentials };
  const takenAt = systemClock.now();
  const cloud = await collectCloud(
    (work) => inAccount(account, async () => work(await findDeployed(account, name, signal))),
    signal,
  );
  const hosts = await collectHosts({
    plan,
    reach: reachLab(lab),
    clock: systemClock,
    signal,
    // Whom nobody could ask stands in the evidence.
    onHost: () => {},
    onUnreachable: () => {},
  });
  return { takenAt, hosts, ...cloud };
}

/**
 * What a drill validates its laboratory with: the same as `hubshift validate --save`. `name` is the laboratory's, where it is there after
 * the drill: what to do is said for it, else for AWS.
 */
export function inspectAs(name: string | undefined): Inspect {
  return async (lab, folder, signal = new AbortController().signal) => {
    const collection = await collect(lab, name, signal);
    const validation = validate(lab.plan, collection);
    await writeJudged(folder, { plan: lab.plan, collection, validation, say: sayer(collection, name) });
    const open = validation.findings.filter(({ verdict }) => verdict !== "pass");
    return {
      pass: validation.pass,
      checks: validation.findings.length,
      open: open.map(({ id, subject }) => `${id} ${subject}`),
    };
  };
}
