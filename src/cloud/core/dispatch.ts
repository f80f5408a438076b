import { type FaultyCall, LostAnswer } from "../faults/calls.ts";
import { readSignature, type Signed } from "../protocols/auth.ts";
import { isAwsOperation, modelBySigningName, requiredMembers } from "../protocols/models.ts";
import { refuse } from "../protocols/refusals.ts";
import { createEndpoint, type Endpoint, signingNameOf } from "../protocols/router.ts";
import type { Codec, OperationShape, WireRequest, WireResponse } from "../protocols/types.ts";
import { type Access, actionOf } from "./access.ts";
import { createAuthenticate } from "./authenticate.ts";
import { AwsError } from "./error.ts";
import { requestId } from "./ids.ts";
import type { Answer } from "./server.ts";
import type { Caller, CloudContext, Credential, Service } from "./types.ts";

export interface DispatchPorts {
  /** What belongs to an access key; undefined for one that nobody has. */
  credentialOf(accessKeyId: string): Credential | undefined;
  /** Why IAM refuses this to the owner of an access key; undefined when it does not. */
  refusal(accessKeyId: string, wanted: readonly Access[]): string | undefined;
  faulty: FaultyCall;
}

/**
 * Turns a request into the operation's answer, whatever happens on the way: every error has AWS's own form. Throws LostAnswer when
 * the caller is to get none.
 */
export function createDispatcher(ctx: CloudContext, services: readonly Service[], ports: DispatchPorts): Answer {
  const endpoints = new Map(services.map((service) => [service.signingName, createEndpoint(service)]));
  const fallback = endpoints.get("ec2") as Endpoint;
  const authenticate = createAuthenticate(ctx, ports.credentialOf);

  return async (request) => {
    const started = ctx.now();
    const call: Call = { id: requestId(), request, service: "", operation: "", caller: undefined };
    let codec: Codec = fallback.codecFor(request);
    let response: WireResponse | undefined;
    let failure: AwsError | undefined;
    try {
      const signed = signatureOrError(request);
      const name = signingNameOf(request, signed instanceof AwsError ? undefined : signed);
      const endpoint = endpoints.get(name ?? "") ?? fallback;
      codec = endpoint.codecFor(request);
      call.service = name ?? "";
      response = await answer(call, endpoint, codec, signed);
    } catch (error) {
      if (error instanceof LostAnswer) throw error;
      failure = asAwsError(error, ctx);
      response = codec.writeError(failure, call.id);
    } finally {
      journal(ctx, call, response?.status, started, failure);
    }
    return response;
  };

  async function answer(call: Call, endpoint: Endpoint, codec: Codec, signed: Signed | AwsError | undefined) {
    // AWS looks at the signature first, then at the action, then at the parameters.
    if (signed instanceof AwsError) throw signed;
    if (signed && !endpoints.has(signed.signingName)) throw notServed(signed.signingName);
    const { arn } = authenticate(call.request, signed, endpoint.model);
    const { accessKeyId, signingName } = signed as Signed;
    call.caller = { accessKeyId, arn, requestId: call.id };
    const name = codec.operationName(call.request);
    if (!name) throw codec.unknownOperation("");
    call.operation = name;
    const operation = Object.hasOwn(endpoint.service.operations, name) && endpoint.service.operations[name];
    if (!operation) throw notImplemented(name, endpoint, codec);
    const shape = endpoint.shape(name);
    const input = await codec.read(shape, call.request);
    requireMembers(shape, input, codec);
    const action = actionOf(signingName, name);
    const wanted = endpoint.service.needs?.[name]?.(input) ?? [{ action, resource: "*" }];
    const refusal = ports.refusal(accessKeyId, wanted);
    if (refusal) throw refuse(endpoint.model, "denied", refusal);
    if ((input as { DryRun?: boolean }).DryRun) {
      throw new AwsError("DryRunOperation", DRY_RUN, 412);
    }
    const { caller } = call;
    const work = () => operation(input, caller);
    return codec.write(shape, await ports.faulty(action, input, work), call.id);
  }
}

interface Call {
  id: string;
  request: WireRequest;
  service: string;
  operation: string;
  caller: Caller | undefined;
}

function signatureOrError(request: WireRequest): Signed | AwsError | undefined {
  try {
    return readSignature(request);
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

function requireMembers(shape: OperationShape, input: unknown, codec: Codec): void {
  if (!shape.input) return;
  const given = input as Record<string, unknown>;
  for (const name of requiredMembers(shape.input)) {
    if (given[name] === undefined) throw codec.missingMember(name, shape);
  }
}

/** An operation that AWS has and LocalCloud lacks is told apart from a misspelt one. */
function notImplemented(name: string, endpoint: Endpoint, codec: Codec): AwsError {
  const error = codec.unknownOperation(name);
  if (!isAwsOperation(endpoint.model, name)) return error;
  return new AwsError(error.code, `LocalCloud does not implement ${endpoint.model.signingName}:${name}`, error.status);
}

function notServed(signingName: string): AwsError {
  const known = modelBySigningName.has(signingName);
  return new AwsError(
    "UnknownOperationException",
    `LocalCloud ${known ? "was built without" : "does not have"} the service ${signingName}`,
    404,
  );
}

const DRY_RUN = "Request would have succeeded, but DryRun flag is set.";

function asAwsError(error: unknown, ctx: CloudContext): AwsError {
  if (error instanceof AwsError) return error;
  ctx.journal("error", { message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  return new AwsError("InternalError", "An internal error has occurred", 500);
}

/** `status` is undefined where the answer was lost. */
function journal(
  ctx: CloudContext,
  call: Call,
  status: number | undefined,
  started: number,
  failure: AwsError | undefined,
) {
  ctx.journal("api-call", {
    service: call.service,
    operation: call.operation,
    caller: call.caller?.arn,
    requestId: call.id,
    status,
    durationMs: ctx.now() - started,
    ...(failure && { error: failure.code, message: failure.message }),
  });
}
