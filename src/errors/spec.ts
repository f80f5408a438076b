import { fieldErrors } from "./spec/fields.ts";
import { keyErrors } from "./spec/keys.ts";
import { wanErrors } from "./spec/wan.ts";
import { yamlErrors } from "./spec/yaml.ts";

/** What can be wrong with a wan.yaml and the keys that belong to it. */
export const specErrors = { ...yamlErrors, ...fieldErrors, ...wanErrors, ...keyErrors };
