import type { Tag } from "@aws-sdk/client-ec2";

/** On the Elastic IP: when it moved, epoch ms separated by commas, oldest first. */
export const MOVES_TAG = "hubshift:moves";

/** On everything that belongs to a WAN: its name. */
export const WAN_TAG = "hubshift:wan";

/** On a hub's instance: `primary` or `standby`. */
export const ROLE_TAG = "hubshift:role";

/** On a hub's instance: `reference`, whose hubs have no agent, or another profile. */
export const PROFILE_TAG = "hubshift:profile";

/** On a hub's instance: what its agent says about itself, see `readinessTag`. */
export const READY_TAG = "hubshift:ready";

/** On a hub's instance: `on` while an operator works on it. */
export const MAINTENANCE_TAG = "hubshift:maintenance";

/** On what CloudFormation made: the stack's name, by CloudFormation itself. */
export const STACK_TAG = "aws:cloudformation:stack-name";

/** A tag's value holds 256 characters; 16 times of 13 digits take 223. */
const MOVES_KEPT = 16;

export function tagValue(tags: readonly Tag[] | undefined, key: string): string | undefined {
  return tags?.find((tag) => tag.Key === key)?.Value;
}

/** The times in a moves tag. What is not a time is left out: a person may have edited it. */
export function parseMoves(value: string | undefined): number[] {
  return (value ?? "").split(",").flatMap((text) => (/^\d+$/.test(text) ? [Number(text)] : []));
}

/** The moves tag that holds the latest of `moves`. */
export function movesTag(moves: readonly number[]): string {
  return moves.slice(-MOVES_KEPT).map(Math.round).join(",");
}
