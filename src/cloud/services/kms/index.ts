import { randomUUID } from "node:crypto";
import type { CloudContext, ResourceProvider, Service } from "../../core/types.ts";

/** AWS KMS: keys exist, so that a template may name them. Nothing is encrypted here, and everyone may use them. */
export function createKms(ctx: CloudContext): Service {
  const keyResource: ResourceProvider = {
    type: "AWS::KMS::Key",
    async create() {
      const keyId = randomUUID();
      const arn = `arn:aws:kms:${ctx.region}:${ctx.accountId}:key/${keyId}`;
      return { physicalId: keyId, attributes: { Arn: arn, KeyId: keyId } };
    },
    update: async () => ({}),
  };
  return { signingName: "kms", operations: {}, resources: [keyResource] };
}
