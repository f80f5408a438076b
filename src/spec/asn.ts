/** Blocks of AS numbers that are neither private nor anybody's. Registry: https://www.iana.org/assignments/as-numbers/ */
const RESERVED = [
  { first: 0, last: 0, why: "RFC 7607" },
  { first: 23456, last: 23456, why: "AS_TRANS, RFC 6793" },
  { first: 64496, last: 64511, why: "for documentation, RFC 5398" },
  { first: 65535, last: 65535, why: "RFC 7300" },
  { first: 65536, last: 65551, why: "for documentation, RFC 5398" },
  { first: 65552, last: 131071, why: "by IANA" },
  { first: 4294967295, last: 4294967295, why: "RFC 7300" },
];

/** RFC 6996: the AS numbers that a private network may give itself. */
export const PRIVATE_ASNS = [
  { first: 64512, last: 65534 },
  { first: 4200000000, last: 4294967294 },
] as const;

const within = (asn: number) => (block: { first: number; last: number }) => block.first <= asn && asn <= block.last;

export function isPrivateAsn(asn: number): boolean {
  return PRIVATE_ASNS.some(within(asn));
}

/** Who has reserved `asn`, or undefined. */
export function reservedBy(asn: number): string | undefined {
  return RESERVED.find(within(asn))?.why;
}
