export { reachEither } from "./either.ts";
export { reachLab } from "./lab.ts";
export { reachSsh, type SshOptions } from "./ssh.ts";
export { reachSsm, type SsmOptions } from "./ssm.ts";
export type * from "./types.ts";
