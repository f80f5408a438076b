import type {
  DeleteResourcePolicyRequest,
  DescribeResourcePoliciesRequest,
  DescribeResourcePoliciesResponse,
  PutResourcePolicyRequest,
  PutResourcePolicyResponse,
} from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../core/error.ts";
import { page } from "../shared/page.ts";
import { constrainLogs, invalidParameter, invalidToken, type LogsState, type ResourcePolicy } from "./store.ts";

/** A quota of an account in a region that cannot be raised. */
const MAX_POLICIES = 10;

const shown = (policyName: string, { document, updated }: ResourcePolicy) => ({
  policyName,
  policyDocument: document,
  lastUpdatedTime: updated,
});

/** Order of checks: form, JSON, quota. A policy of that name is replaced. */
export function putResourcePolicy(state: LogsState, input: PutResourcePolicyRequest): PutResourcePolicyResponse {
  constrainLogs(input, { policyName: { required: true }, policyDocument: { required: true, maxLength: 5120 } });
  const { policyName = "", policyDocument = "" } = input;
  requireJson(policyDocument);
  if (!state.policies.has(policyName) && state.policies.size >= MAX_POLICIES) {
    throw new AwsError("LimitExceededException", "Resource limit exceeded.");
  }
  const policy = { document: policyDocument, updated: Math.floor(state.ctx.now()) };
  state.policies.set(policyName, policy);
  return { resourcePolicy: shown(policyName, policy) };
}

function requireJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw invalidParameter("Policy document is not valid JSON.");
  }
}

export function deleteResourcePolicy(state: LogsState, input: DeleteResourcePolicyRequest): void {
  if (state.policies.delete(input.policyName ?? "")) return;
  throw new AwsError("ResourceNotFoundException", `Policy with name [${input.policyName}] does not exist`);
}

export function describeResourcePolicies(
  state: LogsState,
  input: DescribeResourcePoliciesRequest,
): DescribeResourcePoliciesResponse {
  constrainLogs(input, { limit: { min: 1 } });
  const all = Array.from(state.policies, ([name, policy]) => shown(name, policy));
  const { items, nextToken } = page(all, input.nextToken, input.limit ?? 50, invalidToken);
  return { resourcePolicies: items, nextToken };
}
