export { renderHost, renderHosts } from "./host.ts";
export type { HostTree } from "./types.ts";
