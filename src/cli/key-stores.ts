import type { WanPlan } from "../plan/index.ts";
import type { KeyStore, Subject } from "../rotation/index.ts";
import { type DeployedOptions, onAccount } from "./deployed.ts";
import type { Session } from "./session.ts";
import { displayed } from "./wan.ts";

/** A laboratory made its keys for itself: they are on its hosts and nowhere else. */
export const hostsAlone: KeyStore = {
  file: "",
  current: undefined,
  staged: undefined,
  stage: async () => undefined,
  commit: async () => undefined,
  discard: async () => undefined,
};

/** Where a WAN's keys are kept, and where the WAN is. */
export interface Kept extends DeployedOptions {
  plan: WanPlan;
  folder: string;
}

/** A folder of keys, and for the hubs' key the parameter that new hubs fetch it from. Throws `key-missing`. */
export async function storeIn(session: Session, { folder, ...wan }: Kept, subject: Subject): Promise<KeyStore> {
  const { openStagedKey } = await import("../keys/index.ts");
  const { hubshiftError } = await import("../errors/index.ts");
  const site = subject.kind === "site" ? subject.site : undefined;
  const kept = await openStagedKey(folder, wan.plan, site);
  if (!kept.current) throw hubshiftError("key-missing", { file: kept.file, owner: site ?? "the hubs" });
  let { staged } = kept;
  const push = subject.kind === "hubs" ? await parameterOf(session, wan) : async () => undefined;
  return {
    file: displayed(kept.file, session.io.cwd),
    current: kept.current.publicKey,
    staged: staged?.publicKey,
    async stage(pair) {
      // What waits here and on no host was never used.
      await kept.discard();
      await kept.stage(pair);
      staged = pair;
    },
    async commit() {
      if (staged) await push(staged.privateKey);
      await kept.commit();
    },
    discard: kept.discard,
  };
}

/** Brings a private key to where hubs fetch it when they boot, if they do. Asks AWS now: a rotation must not end without it. */
async function parameterOf(
  session: Session,
  { plan, lab }: Omit<Kept, "folder">,
): Promise<(privateKey: string) => Promise<void>> {
  const { createSecretParameters } = await import("../aws/index.ts");
  const { keyParameters } = await import("../plan/index.ts");
  const { hub } = keyParameters(plan);
  return onAccount(session, { plan, ...(lab !== undefined && { lab }) }, async ({ wan: _, ...place }) => {
    const parameters = createSecretParameters({ ...place, signal: session.io.signal });
    const [known] = await parameters.existing([hub]);
    return async (privateKey) => {
      if (known !== undefined) await parameters.push(plan.name, new Map([[hub, privateKey]]));
    };
  });
}
