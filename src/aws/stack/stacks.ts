import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  type Parameter,
  type Stack,
  type Tag,
  UpdateTerminationProtectionCommand,
} from "@aws-sdk/client-cloudformation";
import { S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { hubshiftError } from "../../errors/index.ts";
import { RETRIES } from "../client.ts";
import type { AwsOptions } from "../types.ts";
import { type Home, publishAssets, publishTemplate } from "./assets.ts";
import { type ChangeSet, createChangeSet, discardChangeSet } from "./change-set.ts";
import { type Call, follow, type Outcome } from "./follow.ts";
import { isEmpty, mustCreate } from "./state.ts";
import { countAssets } from "./stored.ts";
import type { Assembly, Deployment, StackEvent, StackOutput, Stacks } from "./types.ts";

/** The stack of `cdk bootstrap`, and its output that names the bucket: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html */
const TOOLKIT = { stack: "CDKToolkit", bucket: "BucketName" };

/** The stacks of an account and region. Nothing is sent before the first call; calls fail once `signal` is aborted. */
export function createStacks({ signal, ...place }: AwsOptions & { region: string; signal?: AbortSignal }): Stacks {
  const options = { ...place, ...RETRIES };
  const call: Call = { client: new CloudFormationClient(options), http: { abortSignal: signal } };
  return {
    async prepare(assembly, parameters = new Map()) {
      const templateUrl = await publish(options, call.http, (s3, home) => publishAssets(s3, assembly, home, call.http));
      const stack = await find(call, assembly.stackName);
      const creates = mustCreate(assembly.stackName, stack);
      const { stackName } = assembly;
      const changeSet = await createChangeSet(call, {
        stackName,
        creates,
        templateUrl,
        parameters: parametersFor(await templateOf(assembly), parameters, creates ? undefined : stack),
        tags: await tagsOf(assembly),
      });
      return deployment(call, stackName, creates, changeSet);
    },
    async revise(stackName, template, parameters = new Map()) {
      const stack = await find(call, stackName);
      if (mustCreate(stackName, stack)) throw hubshiftError("stack-missing", { stack: stackName }, { exitCode: 1 });
      const templateUrl = await publish(options, call.http, (s3, home) =>
        publishTemplate(s3, template, home, call.http),
      );
      const changeSet = await createChangeSet(call, {
        stackName,
        creates: false,
        templateUrl,
        parameters: parametersFor(template, parameters, stack),
        tags: stack?.Tags ?? [],
      });
      return deployment(call, stackName, false, changeSet);
    },
    async parameters(stackName) {
      const { Parameters = [] } = (await find(call, stackName)) ?? {};
      return new Map(
        Parameters.map(({ ParameterKey = "", ParameterValue = "", ResolvedValue = ParameterValue }) => [
          ParameterKey,
          ResolvedValue,
        ]),
      );
    },
    async outputs(stackName) {
      return ((await find(call, stackName))?.Outputs ?? []).map(
        ({ OutputKey: name = "", OutputValue: value = "", Description: description = "" }): StackOutput => ({
          name,
          value,
          description,
        }),
      );
    },
    async template(stackName) {
      if (isEmpty(await find(call, stackName))) return undefined;
      const { TemplateBody = "{}" } = await call.client.send(
        new GetTemplateCommand({ StackName: stackName }),
        call.http,
      );
      return JSON.parse(TemplateBody) as object;
    },
    async assets() {
      const { Outputs = [] } = (await find(call, TOOLKIT.stack)) ?? {};
      const bucket = Outputs.find(({ OutputKey }) => OutputKey === TOOLKIT.bucket)?.OutputValue;
      return bucket === undefined ? undefined : countAssets(options, bucket, call.http);
    },
    exists: async (stackName) => (await find(call, stackName)) !== undefined,
    destroy: (stackName, onEvent) => destroy(call, stackName, onEvent),
  };
}

async function publish(
  options: AwsOptions & { region: string },
  http: object,
  put: (s3: S3Client, home: Home) => Promise<string>,
): Promise<string> {
  const sts = new STSClient(options);
  // An endpoint of one's own has no name for each bucket; AWS takes the bucket in the path as well.
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  try {
    const { Account: account = "" } = await sts.send(new GetCallerIdentityCommand({}), http);
    const home: Home = { account, region: options.region };
    return await put(s3, home);
  } finally {
    sts.destroy();
    s3.destroy();
  }
}

/** Undefined where there is none. A deleted stack is found by its ARN alone. */
async function find({ client, http }: Call, stackName: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }), http);
    return Stacks[0];
  } catch (error) {
    if (error instanceof Error && error.name === "ValidationError" && /does not exist/.test(error.message)) return;
    throw error;
  }
}

/** The CDK's own, which nobody gives. */
const TOOLKIT_PARAMETER = "BootstrapVersion";

/** Those that are not given stay as they are; of a new parameter the template knows the default. Throws `parameter-unknown`. */
function parametersFor(
  { Parameters = {} }: { Parameters?: object },
  given: ReadonlyMap<string, string>,
  stack: Stack | undefined,
): Parameter[] {
  const names = Object.keys(Parameters).filter((name) => name !== TOOLKIT_PARAMETER);
  for (const name of given.keys())
    if (!names.includes(name)) throw hubshiftError("parameter-unknown", { name, known: names });
  const known = new Set((stack?.Parameters ?? []).map(({ ParameterKey }) => ParameterKey));
  const kept = Object.keys(Parameters).filter((name) => !given.has(name) && known.has(name));
  return [
    ...[...given].map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    ...kept.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
  ];
}

const templateOf = async ({ templateFile }: Assembly) => JSON.parse(await readFile(templateFile, "utf8")) as object;

/** The tags that CloudFormation puts on everything in the stack. */
async function tagsOf({ stackName, templateFile }: Assembly): Promise<Tag[]> {
  const manifest = JSON.parse(await readFile(join(dirname(templateFile), "manifest.json"), "utf8"));
  const tags: Record<string, string> = manifest.artifacts[stackName].properties.tags ?? {};
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function deployment(call: Call, stackName: string, creates: boolean, changeSet: ChangeSet): Deployment {
  const { id, stackId, changed, changes } = changeSet;
  const discard = () => discardChangeSet(call, { id, stackId, creates });
  return {
    creates,
    changed,
    changes,
    async execute(onEvent) {
      // A retry after a lost answer would otherwise be refused: by then the change set is being executed.
      const command = new ExecuteChangeSetCommand({ ChangeSetName: id, ClientRequestToken: randomUUID() });
      const begin = () => call.client.send(command, call.http);
      if (!changed) await discard();
      else requireGood(stackName, await follow(call, stackId, begin, onEvent), ["CREATE_COMPLETE", "UPDATE_COMPLETE"]);
      await protect(call, stackId, true);
    },
    discard,
  };
}

async function destroy(call: Call, stackName: string, onEvent: (event: StackEvent) => void): Promise<void> {
  const { StackId: stackId = "" } = (await find(call, stackName)) ?? {};
  if (stackId === "") return;
  await protect(call, stackId, false);
  const command = new DeleteStackCommand({ StackName: stackId, ClientRequestToken: randomUUID() });
  const begin = () => call.client.send(command, call.http);
  requireGood(stackName, await follow(call, stackId, begin, onEvent), ["DELETE_COMPLETE"]);
}

async function protect({ client, http }: Call, stackId: string, on: boolean): Promise<void> {
  const command = new UpdateTerminationProtectionCommand({ StackName: stackId, EnableTerminationProtection: on });
  await client.send(command, http);
}

function requireGood(stack: string, { status, failure }: Outcome, good: readonly string[]): void {
  if (good.includes(status)) return;
  const {
    logicalId: resource = stack,
    type = "AWS::CloudFormation::Stack",
    reason = "no reason given",
  } = failure ?? {};
  throw hubshiftError("stack-failed", { stack, status, resource, type, reason }, { exitCode: 1 });
}
