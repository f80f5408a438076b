import { AwsError } from "../core/error.ts";
import type { CreatedResource, ResourceProvider } from "../core/types.ts";
import type { Dependencies } from "./dependencies.ts";
import { resolveValue } from "./resolve.ts";
import type { StackEnvironment, StackRequest } from "./stack.ts";
import type { ResourceDeclaration, Scope } from "./types.ts";

interface Provisioning {
  environment: StackEnvironment;
  request: StackRequest;
  resources: Readonly<Record<string, ResourceDeclaration>>;
  dependencies: Dependencies;
  /** Filled in the order of completion. */
  created: Map<string, CreatedResource>;
  scope: Scope;
}

/** Creates each resource as soon as those before it exist. When one fails no other is begun, and all that exist are deleted. */
export async function createAll(work: Provisioning): Promise<void> {
  let failure: AwsError | undefined;
  const tasks = new Map<string, Promise<void>>();

  const task = (logicalId: string): Promise<void> => {
    const known = tasks.get(logicalId);
    if (known) return known;
    const begun = run(logicalId);
    tasks.set(logicalId, begun);
    return begun;
  };

  async function run(logicalId: string): Promise<void> {
    await Promise.all([...(work.dependencies.get(logicalId) ?? [])].map(task));
    if (failure) return;
    try {
      work.created.set(logicalId, await create(work, logicalId));
    } catch (error) {
      failure ??= describeFailure(work, logicalId, error);
    }
  }

  await Promise.all(Object.keys(work.resources).map(task));
  if (!failure) return;
  await rollBack(work);
  throw failure;
}

function providerOf({ environment, resources }: Provisioning, logicalId: string): ResourceProvider {
  return environment.providers.get((resources[logicalId] as ResourceDeclaration).Type) as ResourceProvider;
}

async function create(work: Provisioning, logicalId: string): Promise<CreatedResource> {
  const { request, scope, resources } = work;
  const properties = resolveValue(resources[logicalId]?.Properties ?? {}, scope);
  return providerOf(work, logicalId).create(properties, {
    logicalId,
    stackName: request.stackName,
    stackId: request.stackId,
    tags: {},
    assetPath: request.assetPath,
  });
}

function describeFailure({ resources }: Provisioning, logicalId: string, error: unknown): AwsError {
  const type = resources[logicalId]?.Type;
  const reason = error instanceof AwsError ? `${error.message} (${error.code})` : String(error);
  return new AwsError("CREATE_FAILED", `${logicalId} (${type}): ${reason}`);
}

/** In reverse order of completion nothing is deleted before what depends on it. One that cannot be deleted does not keep the others. */
async function rollBack(work: Provisioning): Promise<void> {
  for (const [logicalId, { physicalId }] of [...work.created].reverse()) {
    try {
      await providerOf(work, logicalId).delete?.(physicalId);
    } catch (error) {
      work.environment.ctx.journal("error", { message: `rollback of ${logicalId}: ${String(error)}` });
    }
  }
  work.created.clear();
}
