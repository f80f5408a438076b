import { type Access, type AccessTable, passRole } from "../../core/access.ts";
import type { CloudContext } from "../../core/types.ts";
import { functionArn } from "./function.ts";

export const LAMBDA = "lambda.amazonaws.com";

interface Named {
  FunctionName?: string;
}

const ON_FUNCTIONS = [
  ...["GetFunction", "GetFunctionConfiguration"],
  ...["AddPermission", "RemovePermission", "GetPolicy"],
  ...["PutFunctionEventInvokeConfig", "GetFunctionEventInvokeConfig", "DeleteFunctionEventInvokeConfig"],
  ...["PutFunctionConcurrency", "GetFunctionConcurrency", "DeleteFunctionConcurrency"],
];
const TAGGING = ["TagResource", "UntagResource", "ListTags"];

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html */
export function lambdaNeeds(ctx: CloudContext): AccessTable {
  const access = (action: string, resource: string): Access[] => [{ action: `lambda:${action}`, resource }];
  const arnOf = ({ FunctionName = "" }: Named) => functionArn(ctx, FunctionName.replace(/^.*function:|^\d{12}:/, ""));
  return Object.fromEntries<AccessTable[string]>([
    ...ON_FUNCTIONS.map((name) => [name, (input: Named) => access(name, arnOf(input))] as const),
    ...TAGGING.map((name) => [name, (input: { Resource?: string }) => access(name, input.Resource ?? "*")] as const),
    [
      "UpdateFunctionConfiguration",
      (input: Named & { Role?: string }) => [
        ...access("UpdateFunctionConfiguration", arnOf(input)),
        ...(input.Role ? [passRole(input.Role, LAMBDA)] : []),
      ],
    ],
    ["Invoke", (input: Named) => access("InvokeFunction", arnOf(input))],
  ]);
}
