import type { Command } from "commander";
import type { Aws, AwsOptions, WanResources } from "../aws/index.ts";
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
  aws: Aws;
  resources: WanResources;
}

/** Adds `--lab` to a command that works on deployed hubs. */
export function withLab(command: Command): Command {
  return command.option("--lab <name>", "in a laboratory that runs here, not in AWS");
}

interface Place extends AwsOptions {
  wan: string;
  region: string;
}

/** Where the WAN is: a laboratory tells it, else wan.yaml. The SDK finds AWS_ENDPOINT_URL and the credentials by itself. */
async function placeOf(session: Session, { lab }: DeployedOptions): Promise<Place> {
  if (lab === undefined) {
    const { plan } = await loadWan(session);
    return { wan: plan.name, region: plan.region };
  }
  const { labStatus } = await import("../lab/index.ts");
  const { wan, region, cloudUrl, credentials } = await labStatus(lab);
  return { wan, region, endpoint: cloudUrl, credentials };
}

/** Does `work` on the WAN that this command line means. Errors of AWS become errors that a user can act on. */
export async function onDeployed<T>(
  session: Session,
  options: DeployedOptions,
  work: (deployed: DeployedWan) => Promise<T>,
): Promise<T> {
  const { wan, ...place } = await placeOf(session, options);
  const { signal } = session.io;
  const { createAws, explainTrouble, findWan } = await import("../aws/index.ts");
  try {
    const resources = await findWan(wan, { ...place, signal });
    return await work({ wan, lab: options.lab, aws: createAws(place).within(signal), resources });
  } catch (error) {
    throw explainTrouble(error, place.region);
  }
}

/** ` --lab NAME` where the next command needs it too. */
export function labOption({ lab }: DeployedWan): string {
  return lab === undefined ? "" : ` --lab ${lab}`;
}
