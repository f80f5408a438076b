import { createHash } from "node:crypto";
import { AwsError } from "../../core/error.ts";
import type { Operation } from "../../core/types.ts";

/** What identifies a request: CreateChangeSet has another name for it than the operations that change a stack. */
interface Identified {
  ClientRequestToken?: string | undefined;
  ClientToken?: string | undefined;
  StackName?: string | undefined;
  ChangeSetName?: string | undefined;
}

/**
 * Has a request that comes twice answered twice and carried out once, as its token asks: "specify this token if you plan to retry
 * requests" in https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html. For one stack a token
 * belongs to one request: another one with it is refused with TokenAlreadyExistsException. A request that failed may be made anew.
 */
export function createTokens(): (name: string, operation: Operation) => Operation {
  const answered = new Map<string, { request: string; output: Promise<unknown> }>();
  return (name, operation) => async (input: Identified, caller) => {
    const token = input.ClientRequestToken ?? input.ClientToken;
    if (token === undefined) return operation(input, caller);
    const key = JSON.stringify([token, input.StackName ?? input.ChangeSetName]);
    const request = createHash("sha256")
      .update(JSON.stringify([name, input]))
      .digest("hex");
    const known = answered.get(key);
    if (known && known.request !== request)
      throw new AwsError("TokenAlreadyExistsException", "A client request token already exists");
    if (known) return known.output;
    // Known while it is still being carried out: a retry may come before the answer.
    const output = (async () => operation(input, caller))();
    answered.set(key, { request, output });
    output.catch(() => answered.delete(key));
    return output;
  };
}
