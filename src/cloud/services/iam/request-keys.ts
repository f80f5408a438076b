import type { Access } from "../../core/access.ts";
import type { CloudContext } from "../../core/types.ts";
import type { KeyValues } from "./policy/index.ts";

/** Clients reach LocalCloud over the loopback, which stands for AWS's own TLS endpoints. */
const TRANSPORT = { "aws:securetransport": "true", "aws:sourceip": "127.0.0.1" };

/**
 * The condition keys that every request has, the caller's and the operation's own; read only when a condition asks.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function keyValues(
  ctx: CloudContext,
  { resource, keys = {} }: Access,
  principal: Readonly<Record<string, string>>,
): KeyValues {
  let all: Map<string, readonly string[]> | undefined;

  function collect(): Map<string, readonly string[]> {
    const { region, accountId } = ctx;
    const now = new Date(ctx.now());
    const common = {
      ...TRANSPORT,
      "aws:currenttime": now.toISOString(),
      "aws:epochtime": String(Math.trunc(now.getTime() / 1000)),
      "aws:requestedregion": region,
      "aws:principalaccount": accountId,
      "aws:principalisawsservice": "false",
      "aws:viaawsservice": "false",
      ...(resource !== "*" && { "aws:resourceaccount": accountId }),
      ...(resource.startsWith("arn:aws:s3:") && { "s3:resourceaccount": accountId }),
      ...principal,
    };
    const map = new Map<string, readonly string[]>(Object.entries(common).map(([name, value]) => [name, [value]]));
    for (const [name, value] of Object.entries(keys)) {
      if (value !== undefined) map.set(name.toLowerCase(), typeof value === "string" ? [value] : value);
    }
    return map;
  }

  return (name) => {
    all ??= collect();
    return all.get(name);
  };
}
