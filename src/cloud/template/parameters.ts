import { invalidTemplate } from "./error.ts";
import type { ParameterDeclaration } from "./types.ts";

const SSM_VALUE = /^AWS::SSM::Parameter::Value<(.+)>$/;
const LIST = /^(List<.+>|CommaDelimitedList)$/;

export interface ParameterValue {
  /** As it was given, or the default. */
  given: string;
  /** What `Ref` gives. */
  value: unknown;
  /** What Systems Manager's parameter store has under the name that was given. */
  stored: string | undefined;
  /** Never shown. */
  secret: boolean;
}

/**
 * The parameters' values: those given, else the defaults. `fetch` reads Systems Manager's parameter store. Throws ValidationError for
 * one without a value, with one that its declaration forbids, or that the template does not have.
 */
export function parameterValues(
  declarations: Record<string, ParameterDeclaration>,
  given: ReadonlyMap<string, string>,
  fetch: (name: string) => string | undefined,
): Map<string, ParameterValue> {
  const unknown = [...given.keys()].filter((name) => !Object.hasOwn(declarations, name));
  if (unknown.length > 0) {
    throw invalidTemplate(`Parameters: [${unknown.join(", ")}] do not exist in the template`);
  }
  const missing = Object.keys(declarations).filter(
    (name) => !given.has(name) && declarations[name]?.Default === undefined,
  );
  if (missing.length > 0) throw invalidTemplate(`Parameters: [${missing.join(", ")}] must have values`);
  return new Map(
    Object.entries(declarations).map(([name, declaration]) => {
      const text = given.get(name) ?? String(declaration.Default);
      checkAllowed(name, text, declaration);
      return [name, declaredValue(name, text, declaration, fetch)] as const;
    }),
  );
}

function checkAllowed(name: string, value: string, { AllowedValues, AllowedPattern }: ParameterDeclaration): void {
  if (AllowedValues && !AllowedValues.map(String).includes(value)) {
    throw invalidTemplate(`Parameter '${name}' must be one of AllowedValues`);
  }
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(value)) {
    throw invalidTemplate(`Parameter ${name} failed to satisfy constraint: ${AllowedPattern}`);
  }
}

function declaredValue(
  name: string,
  given: string,
  { Type, NoEcho }: ParameterDeclaration,
  fetch: (name: string) => string | undefined,
): ParameterValue {
  const secret = String(NoEcho) === "true";
  const type = SSM_VALUE.exec(Type)?.[1];
  if (!type) return { given, value: typed(name, Type, given), stored: undefined, secret };
  const stored = fetch(given);
  if (stored !== undefined) return { given, value: typed(name, type, stored), stored, secret };
  throw invalidTemplate(`Unable to fetch parameters [${given}] from parameter store for this account.`);
}

function typed(name: string, type: string, value: string): unknown {
  if (LIST.test(type)) return value === "" ? [] : value.split(",").map((item) => item.trim());
  if (type !== "Number") return value;
  if (value.trim() !== "" && Number.isFinite(Number(value))) return value;
  throw invalidTemplate(`Parameter '${name}' must be a number.`);
}
