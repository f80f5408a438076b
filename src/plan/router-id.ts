import { addressText, networkOf, type Profile } from "../spec/index.ts";
import type { HubRole } from "./types.ts";

const FIRST_SITE = networkOf("1.1.1.10").first;

/**
 * 1.1.1.1 on both hubs, as in the reference. The hot standby speaks iBGP with the primary and so needs an ID of its own: RFC 4271
 * section 6.8 tells two ends of a session apart by it.
 */
export function hubRouterId(profile: Profile, role: HubRole): string {
  return profile === "hot-standby" && role === "standby" ? "1.1.1.2" : "1.1.1.1";
}

/** 1.1.1.(10 + N) for tunnel N; the sum carries into the next octet, so that tunnel 246 has 1.1.2.0. */
export function siteRouterId(tunnel: number): string {
  return addressText(FIRST_SITE + tunnel);
}
