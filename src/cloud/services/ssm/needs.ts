import type { SendCommandRequest } from "@aws-sdk/client-ssm";
import type { Access, AccessTable } from "../../core/access.ts";
import type { NodePort } from "../../core/ports.ts";
import type { CloudContext } from "../../core/types.ts";
import { parameterArn } from "./store.ts";

interface Named {
  Name?: string;
  Names?: string[];
  Path?: string;
  ResourceId?: string;
}

const ON_PARAMETERS = [
  ...["PutParameter", "GetParameter", "GetParameters", "GetParametersByPath", "DeleteParameter", "DeleteParameters"],
  ...["AddTagsToResource", "RemoveTagsFromResource", "ListTagsForResource"],
];

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html */
export function ssmNeeds(ctx: CloudContext, nodes: NodePort): AccessTable {
  const arnOf = (reference: string) =>
    reference.startsWith("arn:") ? reference : parameterArn(ctx, reference.split(":")[0] ?? "");
  const onParameters = Object.fromEntries(
    ON_PARAMETERS.map((name) => [
      name,
      ({ Name, Names, Path, ResourceId }: Named) =>
        (Names ?? [Name ?? Path ?? ResourceId ?? ""]).map((one) => ({ action: `ssm:${name}`, resource: arnOf(one) })),
    ]),
  );
  return { ...onParameters, SendCommand: (input: SendCommandRequest) => toSend(ctx, nodes, input) };
}

/** The document, which is AWS's own, and every instance. */
function toSend(ctx: CloudContext, nodes: NodePort, { DocumentName, InstanceIds = [] }: SendCommandRequest): Access[] {
  const action = "ssm:SendCommand";
  const instances = InstanceIds.map((id) => ({
    action,
    resource: `arn:aws:ec2:${ctx.region}:${ctx.accountId}:instance/${id}`,
    keys: Object.fromEntries(
      Object.entries(nodes.tags(id)).flatMap(([key, value]) => [
        [`ssm:resourceTag/${key}`, value],
        [`aws:ResourceTag/${key}`, value],
      ]),
    ),
  }));
  return [{ action, resource: `arn:aws:ssm:${ctx.region}::document/${DocumentName}` }, ...instances];
}
