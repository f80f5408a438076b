import type { NodePort } from "./core/ports.ts";
import type { CloudContext } from "./core/types.ts";
import type { Ec2Service } from "./services/ec2/index.ts";
import type { Instance } from "./services/ec2/model.ts";
import type { IamService } from "./services/iam/index.ts";

/** The role that an instance has by its profile; undefined without one. */
export function instanceRole(iam: IamService, instance: Instance | undefined): ReturnType<IamService["profileRole"]> {
  const profile = instance?.iamInstanceProfileArn;
  return instance && profile !== undefined ? iam.profileRole(profile, instance.instanceId) : undefined;
}

/** The instances, and what their roles let an agent on them do. */
export function createNodes({ region }: CloudContext, ec2: Ec2Service, iam: IamService): NodePort {
  return {
    state: (instanceId) => ec2.instance(instanceId)?.state,
    tags: (instanceId) => Object.fromEntries(ec2.instance(instanceId)?.tags ?? []),
    mayAll(instanceId, actions) {
      const key = instanceRole(iam, ec2.instance(instanceId))?.credentials.accessKeyId;
      const wanted = actions.map((action) => ({ action, resource: "*" }));
      return key !== undefined && iam.refusal(key, wanted, region) === undefined;
    },
  };
}
