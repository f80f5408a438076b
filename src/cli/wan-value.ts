import { hubshiftError } from "../errors/index.ts";
import type { ValueField } from "../spec/index.ts";

/** The value of `option` if it is given, where that stands for a value of wan.yaml. Throws `bad-option` for what wan.yaml could not have. */
export async function wanValue(
  option: string,
  field: ValueField,
  text: string | undefined,
): Promise<string | undefined> {
  if (text === undefined) return undefined;
  const { readValue } = await import("../spec/index.ts");
  const read = readValue(field, text);
  if (!read.ok) throw hubshiftError("bad-option", { option, ...read });
  return read.value;
}
