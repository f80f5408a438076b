/** A routing policy by prefix. The first entry that matches decides; what none matches is denied. */
export interface PrefixList {
  name: string;
  entries: readonly string[];
}

/** `FROM-SITE1-LF1`: the policy for what comes from (or goes to) a neighbor. */
export function listName(direction: "FROM" | "TO", neighbor: string): string {
  return `${direction}-${neighbor}`;
}

/** Lets these prefixes through and nothing else; `longer`: what lies inside them too. */
export function permitting(name: string, prefixes: readonly string[], { longer = false } = {}): PrefixList {
  const within = longer ? " le 32" : "";
  // Written out, because FRR counts the hits of each entry: those of the last one are what the neighbor should not have announced.
  return { name, entries: [...prefixes.map((prefix) => `permit ${prefix}${within}`), "deny any"] };
}

/** Lets everything through but these prefixes. */
export function denying(name: string, prefixes: readonly string[]): PrefixList {
  return { name, entries: [...prefixes.map((prefix) => `deny ${prefix}`), "permit any"] };
}

/** The list as FRR takes it: https://docs.frrouting.org/en/stable-8.4/filter.html */
export function renderPrefixList({ name, entries }: PrefixList): string[] {
  return entries.map((entry, index) => `ip prefix-list ${name} seq ${5 * (index + 1)} ${entry}`);
}
