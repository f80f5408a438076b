import type { ErrorCode, ErrorParams } from "../errors/index.ts";

/** RFC 6996: the AS numbers that a private network may give itself. */
export function isPrivateAsn(asn: number): boolean {
  return (asn >= 64512 && asn <= 65534) || (asn >= 4200000000 && asn <= 4294967294);
}

const RESERVED: Readonly<Record<number, string>> = {
  0: "RFC 7607",
  23456: "AS_TRANS, RFC 6793",
  65535: "RFC 7300",
  4294967295: "RFC 7300",
};

type AsnProblem = { [C in ErrorCode]: { code: C; params: ErrorParams<C> } }[
  | "asn-reserved"
  | "asn-public"
  | "asn-impossible"];

/** Why `asn` cannot be used, or undefined when it can. */
export function asnProblem(asn: number): AsnProblem | undefined {
  const rfc = RESERVED[asn];
  if (rfc) return { code: "asn-reserved", params: { asn, rfc } };
  if (!Number.isInteger(asn) || asn < 0 || asn > 4294967295) return { code: "asn-impossible", params: { found: asn } };
  return isPrivateAsn(asn) ? undefined : { code: "asn-public", params: { asn } };
}
