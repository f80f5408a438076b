import type { Command } from "commander";
import type { Aws, AwsOptions, FoundWan } from "../aws/index.ts";
import type { WanPlan } from "../plan/index.ts";
import type { Session } from "./session.ts";
import { loadWan } from "./wan.ts";

export interface DeployedOptions {
  lab?: string;
}

/** A WAN whose hubs run: in AWS, or in a laboratory's cloud. */
export interface DeployedWan {
  wan: string;
  /** Undefined in AWS. */
  lab: string | undefined;
  /** How its cloud is reached. */
  place: AwsOptions;
  aws: Aws;
  resources: FoundWan;
}

/** Adds `--lab` to a command that works on deployed hubs. */
export function withLab(command: Command): Command {
  return command.option("--lab <name>", "in a laboratory that runs here, not in AWS");
}

/** The account and region that a WAN is in, or comes to. */
export interface Account extends AwsOptions {
  wan: string;
  region: string;
}

/** Where the WAN is: a laboratory tells it, else wan.yaml. The SDK finds AWS_ENDPOINT_URL and the credentials by itself. */
async function accountOf(session: Session, { lab }: DeployedOptions, plan?: WanPlan): Promise<Account> {
  if (lab === undefined) {
    const { name: wan, region } = plan ?? (await loadWan(session)).plan;
    return { wan, region };
  }
  const { labStatus } = await import("../lab/index.ts");
  const { wan, region, cloudUrl, credentials } = await labStatus(lab);
  return { wan, region, endpoint: cloudUrl, credentials };
}

/** Does `work` in an account. Errors of AWS become errors that a user can act on. */
export async function inAccount<T>(account: Account, work: (account: Account) => Promise<T>): Promise<T> {
  const { explainTrouble } = await import("../aws/index.ts");
  try {
    return await work(account);
  } catch (error) {
    throw explainTrouble(error, account.region);
  }
}

/** The same in the account that this command line means; wan.yaml is read for it unless the caller has its plan. */
export async function onAccount<T>(
  session: Session,
  { lab, plan }: DeployedOptions & { plan?: WanPlan | undefined },
  work: (account: Account) => Promise<T>,
): Promise<T> {
  return inAccount(await accountOf(session, { lab }, plan), work);
}

/** Tells a person who waits, once, that it is AWS that makes the work slow. */
function tellOnce({ json, note }: Session): (text: string) => void {
  let told = json;
  return (text) => {
    if (!told) note(text);
    told = true;
  };
}

/**
 * Does `work` on the WAN that this command line means. Errors as with `onAccount`. `onSlow` is told when EC2 throttles; without it a
 * note says so once.
 */
export function onDeployed<T>(
  session: Session,
  { lab, plan, onSlow = tellOnce(session) }: DeployedOptions & { plan?: WanPlan; onSlow?: (text: string) => void },
  work: (deployed: DeployedWan) => Promise<T>,
): Promise<T> {
  return onAccount(session, { lab, plan }, async (account) => {
    const onThrottled = (code: string) => onSlow(`AWS throttles (${code}): trying again`);
    return work(await findDeployed({ ...account, onThrottled }, lab, session.io.signal));
  });
}

/** The WAN that is deployed in an account. Throws what AWS says. */
export async function findDeployed(
  { wan, ...place }: Account,
  lab: string | undefined,
  signal: AbortSignal,
): Promise<DeployedWan> {
  const { createAws, findWan } = await import("../aws/index.ts");
  const resources = await findWan(wan, { ...place, signal });
  return { wan, lab, place, aws: createAws(place).within(signal), resources };
}

/** ` --lab NAME` where the next command needs it too. */
export function labOption({ lab }: DeployedOptions): string {
  return lab === undefined ? "" : ` --lab ${lab}`;
}
