import type { WireRequest } from "../protocols/types.ts";

const LOOPBACK = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

/**
 * Whether a program on this machine asks, and not a page in its browser: a page says where it is from when it sends something (`Origin`,
 * https://fetch.spec.whatwg.org/#origin-header), and a name that a page has pointed to this machine is not this machine's own.
 */
export const isOwnProgram = ({ headers: { origin, host = "" } }: WireRequest): boolean =>
  origin === undefined && LOOPBACK.test(host);
