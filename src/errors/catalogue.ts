import { adoptErrors } from "./adopt.ts";
import { awsErrors } from "./aws.ts";
import { captureErrors } from "./captures.ts";
import { cliErrors } from "./cli.ts";
import { configurationErrors } from "./configuration.ts";
import { deployErrors } from "./deploy.ts";
import { documentErrors } from "./document.ts";
import { drillErrors } from "./drill.ts";
import { labErrors } from "./lab.ts";
import { reachErrors } from "./reach.ts";
import { renderErrors } from "./render.ts";
import { rotationErrors } from "./rotation.ts";
import { specErrors } from "./spec.ts";

/** Every error that hubshift can tell a user about. A code is stable; its sentences may improve. */
export const catalogue = {
  ...specErrors,
  ...labErrors,
  ...reachErrors,
  ...renderErrors,
  ...drillErrors,
  ...awsErrors,
  ...deployErrors,
  ...adoptErrors,
  ...configurationErrors,
  ...documentErrors,
  ...rotationErrors,
  ...captureErrors,
  ...cliErrors,
} as const;

export type ErrorCode = keyof typeof catalogue;
export type ErrorParams<C extends ErrorCode> = Parameters<(typeof catalogue)[C]>[0];
