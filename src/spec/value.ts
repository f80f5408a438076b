import type { z } from "zod";
import { region, wanName } from "./fields.ts";
import { address } from "./network-fields.ts";

/** Values of a wan.yaml that may be given elsewhere, too. */
const FIELDS = { name: wanName, region, address: address("The Elastic IP.", "203.0.113.10") };
export type ValueField = keyof typeof FIELDS;

export type ReadValue = { ok: true; value: string } | { ok: false; message: string; hint: string };

/** Judges a value as it would be judged in a wan.yaml, and refuses it in the same words. */
export function readValue(field: ValueField, text: string): ReadValue {
  const { success, data, error } = (FIELDS[field] as z.ZodType<string>).safeParse(text);
  if (success) return { ok: true, value: data };
  const [issue] = error.issues;
  const { message, hint } = (issue as z.core.$ZodIssueCustom).params as { message: string; hint: string };
  return { ok: false, message, hint };
}
