export { reachLab } from "./lab.ts";
export { reachSsh, type SshOptions } from "./ssh.ts";
export type * from "./types.ts";
