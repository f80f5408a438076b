import type { WanPlan } from "./types.ts";

/** Names in Systems Manager's parameter store, each a SecureString that holds one private key as `wg genkey` prints it. */
export interface KeyParameters {
  /** Of the key that both hubs share. */
  hub: string;
  /** By hub name: of its own key for the hub link. Empty where there is none. */
  links: ReadonlyMap<string, string>;
}

/** Where the hubs' private keys lie in AWS: a hub fetches them when it boots, and nothing else that AWS keeps holds them. */
export function keyParameters({ name, hubs }: Pick<WanPlan, "name" | "hubs">): KeyParameters {
  const linked = hubs.filter(({ link }) => link);
  return {
    hub: `/hubshift/${name}/hub`,
    links: new Map(linked.map((hub) => [hub.name, `/hubshift/${name}/link/${hub.name}`])),
  };
}
