import {
  DeleteParametersCommand,
  GetParametersCommand,
  type Parameter,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { RETRIES } from "./client.ts";
import { WAN_TAG } from "./tags.ts";
import type { AwsOptions } from "./types.ts";

/** As many as one call takes. */
const BATCH = 10;

export type PushOutcome = "created" | "changed" | "unchanged";

/** Secrets in Systems Manager's parameter store, each a SecureString under the account's own key. */
export interface SecretParameters {
  /** Brings `values`, by name, there and says what each came to. What is there already is left alone. */
  push(wan: string, values: ReadonlyMap<string, string>): Promise<Map<string, PushOutcome>>;
  /** Those of `names` that exist. */
  existing(names: readonly string[]): Promise<string[]>;
  /** Deletes those that exist, and gives their names. */
  remove(names: readonly string[]): Promise<string[]>;
}

/** Opens the parameter store. Nothing is sent before the first call; calls fail once `signal` is aborted. */
export function createSecretParameters({
  signal,
  ...options
}: AwsOptions & { signal?: AbortSignal } = {}): SecretParameters {
  const client = new SSMClient({ ...options, ...RETRIES });
  const http = { abortSignal: signal };
  return {
    async push(wan, values) {
      const known = await read([...values.keys()], true);
      const outcomes = new Map<string, PushOutcome>();
      for (const [name, value] of values) {
        const before = known.get(name);
        const outcome = outcomeOf(before, value);
        if (outcome !== "unchanged") await put(wan, name, value, before !== undefined);
        outcomes.set(name, outcome);
      }
      return outcomes;
    },
    existing: async (names) => [...(await read(names, false)).keys()],
    async remove(names) {
      const removed: string[] = [];
      for (const batch of batches(names)) {
        const { DeletedParameters = [] } = await client.send(new DeleteParametersCommand({ Names: batch }), http);
        removed.push(...DeletedParameters);
      }
      return removed;
    },
  };

  async function read(names: readonly string[], decrypted: boolean): Promise<Map<string, Parameter>> {
    const found = new Map<string, Parameter>();
    for (const batch of batches(names)) {
      const command = new GetParametersCommand({ Names: batch, WithDecryption: decrypted });
      for (const one of (await client.send(command, http)).Parameters ?? []) found.set(one.Name ?? "", one);
    }
    return found;
  }

  async function put(wan: string, name: string, value: string, overwrite: boolean): Promise<void> {
    // Tags are for new parameters only: with both, Systems Manager refuses the call.
    const how = overwrite ? { Overwrite: true } : { Tags: [{ Key: WAN_TAG, Value: wan }] };
    await client.send(new PutParameterCommand({ Name: name, Value: value, Type: "SecureString", ...how }), http);
  }
}

function outcomeOf(before: Parameter | undefined, value: string): PushOutcome {
  if (!before) return "created";
  return before.Type === "SecureString" && before.Value === value ? "unchanged" : "changed";
}

function batches(names: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(names.length / BATCH) }, (_, index) =>
    names.slice(index * BATCH, (index + 1) * BATCH),
  );
}
