import { readFile } from "node:fs/promises";
import { App, type IPolicyValidationPlugin, Validations } from "aws-cdk-lib";
import type { WanPlan } from "../plan/index.ts";
import { acknowledgeExceptions } from "./exceptions.ts";
import { WanStack } from "./wan-stack.ts";

export interface SynthesizeOptions {
  /** Folder that gets the cloud assembly (`cdk.out`): the template, its asset manifest and the functions' code. */
  outdir: string;
  /** Folder with the bundled functions, `failover/index.mjs` and `failback/index.mjs`. */
  functionsDir: string;
  /**
   * The hubs' bundle as a tar.gz, which is all that a plain machine needs to become a hub, besides the private keys in the parameter
   * store. Without it the instances boot as their image is: in the laboratory that has a hub's files in it.
   */
  bundle?: string | undefined;
  /** Whether `cdk deploy` protects the stack against deletion; without it, it lifts a protection that is there. Default false. */
  protect?: boolean | undefined;
  /**
   * Whether the CDK checks the template against CloudFormation's rules, which takes it longer than everything else. Default true; the
   * laboratory and `hubshift synth` leave it out, because the tests have checked the template of each profile.
   */
  validate?: boolean;
  /** More rules to check the template against, those of AWS Solutions. A broken one makes `synthesize` throw. Default none. */
  rules?: (app: App) => IPolicyValidationPlugin[];
}

export interface SynthesizedStack {
  stackName: string;
  /** The CloudFormation template as parsed JSON. */
  template: Record<string, unknown>;
  templateFile: string;
}

/** The stack's name in CloudFormation. */
export function stackName(plan: WanPlan): string {
  return `hubshift-${plan.name}`;
}

/**
 * Writes the CloudFormation template of `plan` and what it refers to below `outdir`. The same plan and the same functions give the
 * same bytes: nothing is looked up in an account, and nothing of this machine gets into the template.
 */
export async function synthesize(plan: WanPlan, options: SynthesizeOptions): Promise<SynthesizedStack> {
  const { functionsDir, bundle, protect } = options;
  const name = stackName(plan);
  const app = new App({
    outdir: options.outdir,
    analyticsReporting: false,
    treeMetadata: false,
    builtinCloudFormationValidation: options.validate ?? true,
    context: {
      // Traces would put this machine's paths into the assembly.
      "aws:cdk:disable-creation-stack-traces": true,
      // What CloudFormation would refuse is an error; without this the CDK warns and goes on.
      "@aws-cdk/core:validateAgainstDefaultRules": true,
    },
  });
  const stack = new WanStack(app, name, { plan, functionsDir, bundle, protect });
  if (options.rules) {
    acknowledgeExceptions(stack);
    Validations.of(app).addPlugins(...options.rules(app));
  }
  const { templateFullPath } = app.synth().getStackByName(name);
  return {
    stackName: name,
    template: JSON.parse(await readFile(templateFullPath, "utf8")) as Record<string, unknown>,
    templateFile: templateFullPath,
  };
}
