import {
  AssociateAddressCommand,
  CreateTagsCommand,
  DisassociateAddressCommand,
  EC2Client,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import { DisableRuleCommand, EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { InvokeCommand, LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createAwsCloud } from "../../src/agent/aws-cloud.ts";
import type { CloudPort } from "../../src/agent/index.ts";
import { type Aws, createAws, findWan, type WanResources } from "../../src/aws/index.ts";
import type { LocalCloud } from "../../src/cloud/index.ts";
import { config } from "../agent/config.ts";
import { useAws } from "../aws/environment.ts";
import { callIam } from "../cloud/query.ts";
import { fetchAs, toFetch } from "./boot.ts";
import { type DeployedWan, deployDc1 } from "./deployed.ts";
import { grantsOf, policiesOf, without, wordsOf } from "./grants.ts";

const WAIT = { timeoutMs: 20_000 };

/** What the Systems Manager's own agent does on a hub, which no laboratory runs. */
const SESSION_MANAGER = /^(ssm:UpdateInstanceInformation|ssmmessages:\w+)$/;

let deployed: DeployedWan;
let cloud: LocalCloud;
let resources: Record<string, string>;
let options: DeployedWan["options"];
let ec2: EC2Client;
let lambda: LambdaClient;
let aws: Aws;
let wan: WanResources;
let agent: CloudPort;

beforeAll(async () => {
  deployed = await deployDc1("hot-standby", "what a hub is made from");
  ({ cloud, options, resources } = deployed);
  ec2 = new EC2Client(options);
  lambda = new LambdaClient(options);
  aws = createAws(options);
  wan = await findWan("dc1", options);
  await disableRules();
  agent = createAgent();
}, 120_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  ec2?.destroy();
  lambda?.destroy();
  await deployed?.close();
});

/** The functions run when this test says so. */
async function disableRules() {
  const events = new EventBridgeClient(options);
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  expect(Rules.length).toBeGreaterThanOrEqual(4);
  for (const { Name } of Rules) await events.send(new DisableRuleCommand({ Name }));
  events.destroy();
}

/** A hub's agent, with the credentials of its instance's role. */
function createAgent(): CloudPort {
  const own = cloud.instanceCredentials(wan.primary.instanceId);
  if (!own) throw new Error("the primary hub has no role");
  useAws(cloud.url, own);
  return createAwsCloud({ ...config, region: options.region });
}

/** Nobody holds the address, so that whoever is asked moves it: to the standby while somebody works on the primary. */
async function unhold(maintenance: boolean) {
  const { associationId } = await aws.readAddress(wan.allocationId);
  if (associationId) await ec2.send(new DisassociateAddressCommand({ AssociationId: associationId }));
  await aws.setMaintenance(wan.primary.instanceId, maintenance);
  await aws.recordMoves(wan.allocationId, []);
}

/** Everything that a function's role is for. What the role does not allow fails here, and is looked for in the journal. */
async function useFunction(FunctionName: string, roleName: string, only: string) {
  // A new execution environment has a new log stream.
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Description: `for ${only}` }));
  if (only.startsWith("sqs:")) return failEvent(FunctionName, roleName);
  for (const maintenance of [true, false]) {
    await unhold(maintenance);
    await lambda.send(new InvokeCommand({ FunctionName }));
  }
}

/** An event on which the function fails each time, because it may not even look. */
async function failEvent(FunctionName: string, RoleName: string) {
  const statement = { Effect: "Deny", Action: "ec2:DescribeAddresses", Resource: "*" };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await callIam(cloud, "PutRolePolicy", { RoleName, PolicyName: "blind", PolicyDocument });
  const from = cloud.journal.length;
  await lambda.send(new InvokeCommand({ FunctionName, InvocationType: "Event" }));
  const givenUp = () =>
    cloud.journal
      .slice(from)
      .some(({ detail }) => detail.message === `Lambda gave up an event for ${FunctionName}: RetriesExhausted`);
  await vi.waitFor(() => expect(givenUp()).toBe(true), { timeout: WAIT.timeoutMs, interval: 20 });
  await callIam(cloud, "DeleteRolePolicy", { RoleName, PolicyName: "blind" });
}

/** Both hubs boot: each fetches the bundle and its own keys, which nobody has put there yet. */
async function bootHubs() {
  for (const { instanceId } of [wan.primary, wan.standby]) {
    const wanted = await toFetch(ec2, instanceId);
    expect(wanted.parameters).toHaveLength(2);
    await fetchAs(cloud, options.region, instanceId, wanted);
  }
}

async function useAgent() {
  const tried = (work: Promise<unknown>) => work.catch(() => undefined);
  const { primary, standby } = wan;
  await tried(agent.read());
  const live = await aws.readState(wan);
  for (const { instanceId } of [primary, standby]) await tried(agent.associate(live, instanceId, Date.now()));
  for (const { name } of [primary, standby]) await tried(agent.publishReadiness(name, true, [], Date.now()));
  await tried(agent.publishMetrics(primary.name, { hubshift_active: 1 }));
}

/** AWS's refusals since `from`, each with its code; not those that this test caused on purpose. */
function refusals(from: number): string[] {
  return cloud.journal
    .slice(from)
    .filter(({ detail }) =>
      /^(UnauthorizedOperation|AccessDenied|AccessDeniedException)$/.test(String(detail.error ?? detail.code)),
    )
    .map(({ detail }) => `${detail.error ?? detail.code}: ${detail.message}`)
    .filter((text) => !text.includes("explicit deny"));
}

interface Actor {
  who: string;
  role: RegExp;
  use(roleName: string, action: string): Promise<void>;
}

const actors: readonly Actor[] = [
  {
    who: "the failover function",
    role: /^AutomationFailoverRole\w{8}$/,
    use: (role, only) => useFunction("EIP-Failover-DC1", role, only),
  },
  {
    who: "the failback function",
    role: /^AutomationFailbackRole\w{8}$/,
    use: (role, only) => useFunction("EIP-Failback-DC1", role, only),
  },
  {
    who: "a hub",
    role: /^HubsRole\w{8}$/,
    async use() {
      await bootHubs();
      await useAgent();
    },
  },
];

it("every role of the template is somebody's here", () => {
  const roles = Object.keys(resources).filter((logicalId) => /Role\w{8}$/.test(logicalId));
  expect(roles.filter((logicalId) => !actors.some(({ role }) => role.test(logicalId)))).toEqual([]);
  expect(roles).toHaveLength(actors.length);
});

describe.each(actors)("the role of $who", ({ role, use }) => {
  async function inlinePolicies() {
    const [, roleName = ""] = Object.entries(resources).find(([logicalId]) => role.test(logicalId)) ?? [];
    return { roleName, policies: await policiesOf(cloud, roleName) };
  }

  it("allows all that it is for", { timeout: 60_000 }, async () => {
    const { roleName } = await inlinePolicies();
    const from = cloud.journal.length;
    for (const action of ["", "sqs:SendMessage"]) await use(roleName, action);
    expect(refusals(from)).toEqual([]);
    expect((await aws.readAddress(wan.allocationId)).holder).toBeDefined();
  });

  it("has nothing that could be left out", { timeout: 240_000 }, async () => {
    const { roleName, policies } = await inlinePolicies();
    const tried: string[] = [];
    for (const policy of policies) {
      for (const grant of grantsOf(policy).filter(({ action }) => !SESSION_MANAGER.test(action))) {
        const from = cloud.journal.length;
        await without(cloud, policy, grant, () => use(roleName, grant.action));
        const said = [...new Set(refusals(from))];
        expect(said, `${grant.action} on ${grant.resource} is not used`).not.toEqual([]);
        for (const text of said) expect(text).toMatch(wordsOf(grant));
        tried.push(grant.action);
      }
    }
    expect(tried.length).toBeGreaterThanOrEqual(11);
  });
});

describe("a hub", () => {
  it("writes the tags that are its own, and no other", async () => {
    const asHub = new EC2Client({ ...options, credentials: cloud.instanceCredentials(wan.primary.instanceId) });
    const tag = (Key: string) =>
      asHub.send(new CreateTagsCommand({ Resources: [wan.primary.instanceId], Tags: [{ Key, Value: "x" }] }));
    await tag("hubshift:ready");
    for (const key of ["hubshift:maintenance", "hubshift:wan", "hubshift:moves"]) {
      await expect(tag(key)).rejects.toMatchObject({ name: "UnauthorizedOperation" });
    }
    const both = new CreateTagsCommand({
      Resources: [wan.primary.instanceId],
      Tags: ["hubshift:ready", "hubshift:maintenance"].map((Key) => ({ Key, Value: "x" })),
    });
    await expect(asHub.send(both)).rejects.toMatchObject({ name: "UnauthorizedOperation" });
    asHub.destroy();
  });

  it("learns by a dry run what it may", async () => {
    const asHub = new EC2Client({ ...options, credentials: cloud.instanceCredentials(wan.primary.instanceId) });
    const { instanceId } = wan.standby;
    const move = { AllocationId: wan.allocationId, InstanceId: instanceId, DryRun: true };
    await expect(asHub.send(new AssociateAddressCommand(move))).rejects.toMatchObject({ name: "DryRunOperation" });
    const stop = new StopInstancesCommand({ InstanceIds: [instanceId], DryRun: true });
    await expect(asHub.send(stop)).rejects.toMatchObject({ name: "UnauthorizedOperation" });
    asHub.destroy();
  });
});
