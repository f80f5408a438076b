import { invalidTemplate } from "./error.ts";
import type { ParameterDeclaration } from "./types.ts";

const SSM_VALUE = /^AWS::SSM::Parameter::Value<(.+)>$/;
const LIST = /^(List<.+>|CommaDelimitedList)$/;

/**
 * The parameters' values: their defaults, since nobody is there to give others. `fetch` reads Systems Manager's parameter store.
 * Throws ValidationError for one without a value, or with one that its declaration forbids.
 */
export function parameterValues(
  declarations: Record<string, ParameterDeclaration>,
  fetch: (name: string) => string | undefined,
): Map<string, unknown> {
  const missing = Object.keys(declarations).filter((name) => declarations[name]?.Default === undefined);
  if (missing.length > 0) throw invalidTemplate(`Parameters: [${missing.join(", ")}] must have values`);
  return new Map(
    Object.entries(declarations).map(([name, declaration]) => {
      checkAllowed(name, declaration);
      return [name, declaredValue(name, declaration, fetch)] as const;
    }),
  );
}

function checkAllowed(name: string, { Default, AllowedValues, AllowedPattern }: ParameterDeclaration): void {
  const value = String(Default);
  if (AllowedValues && !AllowedValues.map(String).includes(value)) {
    throw invalidTemplate(`Parameter '${name}' must be one of AllowedValues`);
  }
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(value)) {
    throw invalidTemplate(`Parameter ${name} failed to satisfy constraint: ${AllowedPattern}`);
  }
}

function declaredValue(
  name: string,
  { Type, Default }: ParameterDeclaration,
  fetch: (name: string) => string | undefined,
) {
  const stored = SSM_VALUE.exec(Type)?.[1];
  if (!stored) return typed(name, Type, String(Default));
  const value = fetch(String(Default));
  if (value !== undefined) return typed(name, stored, value);
  throw invalidTemplate(`Unable to fetch parameters [${Default}] from parameter store for this account.`);
}

function typed(name: string, type: string, value: string): unknown {
  if (LIST.test(type)) return value === "" ? [] : value.split(",").map((item) => item.trim());
  if (type !== "Number") return value;
  if (value.trim() !== "" && Number.isFinite(Number(value))) return value;
  throw invalidTemplate(`Parameter '${name}' must be a number.`);
}
