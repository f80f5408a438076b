import type { WanResources } from "../aws/index.ts";
import type { Policy } from "../failover/index.ts";

export interface Config {
  wan: WanResources;
  policy: Policy;
}

type Environment = Readonly<Record<string, string | undefined>>;

const FAILBACK_POLICIES = ["on-running", "when-ready", "manual"] as const;

/** A hold-down is waited out within the function's own time. */
const HOLD_DOWN_SECONDS = /^(1?\d|20)$/;

/** Reads a function's settings. Throws one error that names every setting that is missing or wrong. */
export function readConfig(environment: Environment): Config {
  const problems: string[] = [];
  const text = (name: string, pattern: RegExp): string => {
    const value = environment[name] ?? "";
    if (!pattern.test(value)) problems.push(`${name} is ${value ? `"${value}"` : "missing"}`);
    return value;
  };
  const count = (name: string): number => Number(text(name, /^[1-9]\d*$/));

  const allocationId = text("ALLOCATION_ID", /^eipalloc-[0-9a-f]+$/);
  const primary = { instanceId: text("PRIMARY_INSTANCE_ID", /^i-[0-9a-f]+$/), name: text("PRIMARY_NAME", /./) };
  const standby = { instanceId: text("STANDBY_INSTANCE_ID", /^i-[0-9a-f]+$/), name: text("STANDBY_NAME", /./) };
  const failback = FAILBACK_POLICIES.find((policy) => policy === environment.FAILBACK_POLICY);
  if (!failback) text("FAILBACK_POLICY", /^(on-running|when-ready|manual)$/);
  const maxMoves = count("MAX_MOVES");
  const windowMs = count("MOVE_WINDOW_SECONDS") * 1000;
  // Not set where no agent says since when a hub is ready.
  const heldDown = environment.HOLD_DOWN_SECONDS !== undefined;
  const holdDownMs = heldDown ? Number(text("HOLD_DOWN_SECONDS", HOLD_DOWN_SECONDS)) * 1000 : 0;

  if (problems.length > 0 || !failback) throw new Error(`The function's environment is wrong: ${problems.join("; ")}`);
  return { wan: { allocationId, primary, standby }, policy: { failback, holdDownMs, maxMoves, windowMs } };
}
