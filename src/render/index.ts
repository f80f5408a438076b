export { renderHost, renderHosts } from "./host.ts";
export { renderSitePackage } from "./site-package.ts";
export type { HostTree } from "./types.ts";
