import type { AccessTable } from "../../core/access.ts";
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
export function ssmNeeds(ctx: CloudContext): AccessTable {
  const arnOf = (reference: string) =>
    reference.startsWith("arn:") ? reference : parameterArn(ctx, reference.split(":")[0] ?? "");
  return Object.fromEntries(
    ON_PARAMETERS.map((name) => [
      name,
      ({ Name, Names, Path, ResourceId }: Named) =>
        (Names ?? [Name ?? Path ?? ResourceId ?? ""]).map((one) => ({ action: `ssm:${name}`, resource: arnOf(one) })),
    ]),
  );
}
