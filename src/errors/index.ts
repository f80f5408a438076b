export { catalogue, type ErrorCode, type ErrorParams } from "./catalogue.ts";
export { describeError, HubshiftError, hubshiftError } from "./error.ts";
