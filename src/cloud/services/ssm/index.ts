import type { NodePort, ParameterPort } from "../../core/ports.ts";
import type { CloudContext, Operation, Service } from "../../core/types.ts";
import { cancelCommand } from "./cancel-command.ts";
import { getCommandInvocation } from "./get-command-invocation.ts";
import {
  addTagsToResource,
  deleteParameter,
  deleteParameters,
  describeParameters,
  listTagsForResource,
  removeTagsFromResource,
} from "./manage-parameters.ts";
import { ssmNeeds } from "./needs.ts";
import { parameterResource } from "./parameter-resource.ts";
import { putParameter } from "./put-parameter.ts";
import { getParameter, getParameters, getParametersByPath } from "./read-parameters.ts";
import { sendCommand } from "./send-command.ts";
import { createState, find } from "./store.ts";

export interface SsmService extends Service {
  parameters: ParameterPort;
}

/** Systems Manager: the parameter store with the public parameters and the account's own, and Run Command. */
export function createSsm(ctx: CloudContext, nodes: NodePort): SsmService {
  const state = createState(ctx);
  const operations: Record<string, Operation> = {
    PutParameter: (input) => putParameter(state, input),
    GetParameter: (input) => getParameter(state, input),
    GetParameters: (input) => getParameters(state, input),
    GetParametersByPath: (input) => getParametersByPath(state, input),
    DescribeParameters: (input) => describeParameters(state, input),
    DeleteParameter: (input) => deleteParameter(state, input),
    DeleteParameters: (input) => deleteParameters(state, input),
    AddTagsToResource: (input) => addTagsToResource(state, input),
    RemoveTagsFromResource: (input) => removeTagsFromResource(state, input),
    ListTagsForResource: (input) => listTagsForResource(state, input),
    SendCommand: (input) => sendCommand(state, nodes, input),
    CancelCommand: (input) => cancelCommand(state, input),
    GetCommandInvocation: (input) => getCommandInvocation(state, input),
  };
  return {
    signingName: "ssm",
    operations,
    needs: ssmNeeds(ctx, nodes),
    parameters: { value: (name) => find(state, name)?.value },
    resources: [parameterResource(state)],
  };
}
