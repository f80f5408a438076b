import type { ParameterTier, PutParameterRequest, PutParameterResult } from "@aws-sdk/client-ssm";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { fromTagList } from "../shared/tags.ts";
import type { SsmState, StoredParameter } from "./store.ts";

/** Characters: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const LIMITS: Partial<Record<ParameterTier, number>> = { Standard: 4096, Advanced: 8192 };
const DEFAULT_KEY = "alias/aws/ssm";

const invalid = (text: string) => new AwsError("ValidationException", text);

/** Order of checks: form, name, whether it exists, type, value. */
export function putParameter(state: SsmState, input: PutParameterRequest): PutParameterResult {
  constrain(input, {
    Name: { required: true, minLength: 1, maxLength: 2048 },
    Value: { required: true },
    Type: { oneOf: ["StringList", "SecureString", "String"] },
    Description: { maxLength: 1024 },
  });
  const name = input.Name as string;
  checkName(name);
  const known = state.parameters.get(name);
  if (known && !input.Overwrite) {
    const text =
      "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.";
    throw new AwsError("ParameterAlreadyExists", text);
  }
  const stored = next(state, input, known);
  checkValue(stored);
  state.parameters.set(name, stored);
  state.tags.add(name, fromTagList(input.Tags));
  return { Version: stored.version, Tier: stored.tier };
}

function checkName(name: string): void {
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw new AwsError("AccessDeniedException", `No access to reserved parameter name: ${name}.`);
  }
  if (!/^[a-zA-Z0-9_.\-/]+$/.test(name) || (name.includes("/") && !name.startsWith("/"))) {
    throw invalid(
      'Parameter name must be a fully qualified name. Only a mix of letters, numbers and the following 3 symbols: ".-_" are allowed in a segment.',
    );
  }
}

function next({ ctx }: SsmState, input: PutParameterRequest, known: StoredParameter | undefined): StoredParameter {
  const type = input.Type ?? known?.type;
  if (!type) {
    throw invalid("A parameter type is required when you create a parameter.");
  }
  return {
    name: input.Name as string,
    type,
    value: input.Value as string,
    version: (known?.version ?? 0) + 1,
    modified: new Date(ctx.now()),
    description: input.Description ?? known?.description,
    keyId: type === "SecureString" ? (input.KeyId ?? known?.keyId ?? DEFAULT_KEY) : undefined,
    tier: tierOf(input, known),
    allowedPattern: input.AllowedPattern ?? known?.allowedPattern,
  };
}

function tierOf(input: PutParameterRequest, known: StoredParameter | undefined): ParameterTier {
  if (input.Tier !== "Intelligent-Tiering") return input.Tier ?? known?.tier ?? "Standard";
  return (input.Value ?? "").length > (LIMITS.Standard ?? 0) ? "Advanced" : "Standard";
}

function checkValue({ value, tier, allowedPattern, name }: StoredParameter): void {
  const limit = LIMITS[tier] ?? 0;
  if (value === "") throw invalid("Parameter value, cannot be empty.");
  if (value.length > limit) {
    throw invalid(`${tier} tier parameters support a maximum parameter value of ${limit} characters.`);
  }
  if (allowedPattern !== undefined && !new RegExp(allowedPattern).test(value)) {
    const text = `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}, parameter: ${name}`;
    throw new AwsError("ParameterPatternMismatchException", text);
  }
}
