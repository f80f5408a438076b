import { publishAssets } from "./bootstrap/publish.ts";
import { bootstrapTemplate, TOOLKIT_STACK } from "./bootstrap/template.ts";
import { actionOf } from "./core/access.ts";
import { type Core, createCore, elsewhere } from "./core/context.ts";
import { createDispatcher } from "./core/dispatch.ts";
import { Regions, regionOf } from "./core/regions.ts";
import type { Answer } from "./core/server.ts";
import type { Service } from "./core/types.ts";
import { createFaultyCall } from "./faults/calls.ts";
import type { FaultPort } from "./faults/endpoint.ts";
import { createTransit } from "./faults/events.ts";
import { createFaultBoard } from "./faults/faults.ts";
import { withDeviations } from "./lenient/around.ts";
import { createMetadata } from "./metadata/metadata.ts";
import { createNodes, instanceRole } from "./nodes.ts";
import { createCloudFormation } from "./services/cloudformation/index.ts";
import { createCloudWatch } from "./services/cloudwatch/index.ts";
import { createDeadLetter } from "./services/dead-letter.ts";
import { createEc2 } from "./services/ec2/index.ts";
import type { Instance } from "./services/ec2/model.ts";
import { createEvents } from "./services/events/index.ts";
import { createIam, ROOT_CREDENTIALS } from "./services/iam/index.ts";
import { createKms } from "./services/kms/index.ts";
import { createLambda } from "./services/lambda/index.ts";
import { createLogs } from "./services/logs/index.ts";
import { createS3 } from "./services/s3/index.ts";
import { createSns } from "./services/sns/index.ts";
import { createSqs } from "./services/sqs/index.ts";
import { createSsm } from "./services/ssm/index.ts";
import { createSts } from "./services/sts/index.ts";
import type { AccessKey, LocalCloud, LocalCloudOptions } from "./types.ts";

/** An AWS account with every region that somebody signs for, until it is closed. */
export interface Account extends Omit<LocalCloud, "url" | "inject" | "faults"> {
  answer: Answer;
  faults: FaultPort;
}

/** A fresh one, as AWS hands it over. `url` is where it is served. */
export async function createAccount(options: LocalCloudOptions, url: string): Promise<Account> {
  const core = createCore(options, url);
  const rootCredentials = options.rootCredentials ?? ROOT_CREDENTIALS;
  const shared = createShared(core, rootCredentials);
  const parts = createServices(core, shared);
  const regions = new Regions(createRegion(core, parts), options.region, (name) => {
    const there = elsewhere(core, name);
    return createRegion(there, createServices(there, shared));
  });
  const actions = parts.services.flatMap(({ signingName, operations }) =>
    Object.keys(operations).map((operation) => actionOf(signingName, operation)),
  );
  await parts.cloudformation.deploy(TOOLKIT_STACK, bootstrapTemplate);
  const roleOf = (instance: Instance | undefined) => instanceRole(parts.iam, instance);
  const { now } = core.ctx;

  return {
    answer: (request) => regions.at(regionOf(request)).answer(request),
    faults: { inject: (fault) => parts.faults.inject(fault, actions), list: parts.faults.list },
    journal: core.journal,
    actions,
    rootCredentials,
    deploy(stackName, template, assetDir) {
      publishAssets(assetDir, core.ctx, parts.objects);
      return parts.cloudformation.deploy(stackName, template);
    },
    poweredOff: parts.ec2.poweredOff,
    instanceCredentials: (instanceId) => roleOf(parts.ec2.instance(instanceId))?.credentials,
    metadata: createMetadata({ now, region: options.region, instance: parts.ec2.instance, role: roleOf }),
    async close() {
      core.timers.close();
      await Promise.all(regions.all().flatMap(({ services }) => services.map((service) => service.close?.())));
    },
  };
}

/** What all regions have in common: the account's identities, and what is going wrong. */
const createShared = ({ ctx }: Core, rootKey: AccessKey) => ({
  faults: createFaultBoard(ctx),
  iam: createIam(ctx, rootKey),
});

type Shared = ReturnType<typeof createShared>;

/** Every service of a region, connected to those that it needs. */
function createServices({ ctx, connectEvents }: Core, { faults, iam }: Shared) {
  const s3 = createS3(ctx, iam.resourcePolicies);
  const sqs = createSqs(ctx, iam.resourcePolicies);
  const sns = createSns(ctx, { sendToQueue: sqs.send, policies: iam.resourcePolicies });
  const deadLetter = createDeadLetter({ queues: sqs, topics: sns.topics, access: iam.access });
  const ec2 = createEc2(ctx, iam.roleOfProfile);
  const ssm = createSsm(ctx, createNodes(ctx, ec2, iam));
  const logs = createLogs(ctx);
  const lambda = createLambda(ctx, {
    logs,
    credentials: iam.credentials,
    access: iam.access,
    objects: s3.objects,
    deadLetter,
    impaired: () => faults.strike(["lambda-outage"], "lambda") !== undefined,
  });
  const transit = createTransit(faults, ctx.after);
  const events = createEvents(ctx, { functions: lambda, deadLetter, transit });
  connectEvents(events);
  const cloudwatch = createCloudWatch(ctx, {
    instances: ec2.instances,
    queues: sqs,
    functions: lambda,
    topics: deadLetter,
  });
  logs.countIn(cloudwatch);
  const services: Service[] = [
    ec2,
    createSts(ctx, iam),
    iam,
    createKms(ctx),
    ssm,
    s3,
    sqs,
    sns,
    logs,
    lambda,
    events,
    cloudwatch,
  ];
  const providers = services.flatMap(({ resources = [] }) => resources);
  const cloudformation = createCloudFormation(ctx, {
    providers,
    parameters: ssm.parameters,
    objects: s3.objects,
    access: iam.access,
    refusal: (accessKeyId, wanted) => iam.refusal(accessKeyId, wanted, ctx.region),
  });
  services.push(cloudformation);
  return { services, ec2, iam, cloudformation, objects: s3.objects, faults };
}

type Parts = ReturnType<typeof createServices>;

function createRegion({ ctx }: Core, { services, iam, faults }: Parts) {
  const faulty = createFaultyCall(faults, ctx.after);
  const offered = services.map((service) => withDeviations(service, ctx.deviates));
  return {
    services,
    answer: createDispatcher(ctx, offered, {
      credentialOf: iam.credentialOf,
      refusal: (accessKeyId, wanted) => iam.refusal(accessKeyId, wanted, ctx.region),
      faulty,
    }),
  };
}
