export { type HostTree, renderHost, renderHosts } from "./host.ts";
