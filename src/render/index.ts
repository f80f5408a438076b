export { renderHubBundle } from "./boot/bundle.ts";
export { type BootFacts, renderUserData } from "./boot/user-data.ts";
export { renderHost, renderHosts } from "./host.ts";
export { renderSitePackage } from "./site/package.ts";
export type { HostTree } from "./types.ts";
