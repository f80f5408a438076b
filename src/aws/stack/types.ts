/** What `synthesize` wrote: the template, with `STACK.assets.json` and the assets beside it. */
export interface Assembly {
  stackName: string;
  templateFile: string;
}

/** What CloudFormation would do to one resource. */
export interface StackChange {
  action: "add" | "modify" | "remove" | "import" | "dynamic";
  logicalId: string;
  type: string;
  /** Whether the resource gives way to a new one; `perhaps` where only the update itself can tell. */
  replaces: "yes" | "no" | "perhaps";
  /** What of it changes: properties by name, and `Tags`, `Metadata` and the like. */
  what: readonly string[];
}

/** One line of what CloudFormation does. */
export interface StackEvent {
  logicalId: string;
  type: string;
  status: string;
  reason: string | undefined;
}

export interface StackOutput {
  name: string;
  value: string;
  description: string;
}

/** A change of a stack that CloudFormation has worked out, and not done. */
export interface Deployment {
  /** Whether the stack does not exist yet. */
  creates: boolean;
  /** False: the stack is what the template says. */
  changed: boolean;
  changes: readonly StackChange[];
  /**
   * Makes the change, if there is one, waits for it, and protects the stack against deletion. Throws `stack-failed` with the resource
   * and the reason: an update is then taken back, and of a stack that was new nothing is left.
   */
  execute(onEvent: (event: StackEvent) => void): Promise<void>;
  /** Leaves everything as it was. */
  discard(): Promise<void>;
}

/** The templates, functions' code and hubs' bundles that lie where `cdk bootstrap` made a place for them, of every stack. */
export interface StoredAssets {
  bucket: string;
  /** Undefined when the credentials may not look. */
  count: number | undefined;
}

/** The stacks of one account and region. */
export interface Stacks {
  /**
   * Publishes the assets and has CloudFormation work out what would change. `parameters` are the template's; those left out are as they
   * were. Throws `account-not-bootstrapped`, and `stack-stuck` for a stack that cannot be changed now.
   */
  prepare(assembly: Assembly, parameters?: ReadonlyMap<string, string>): Promise<Deployment>;
  /**
   * Has CloudFormation work out what `template` would change of a stack that exists, and keeps the stack's own tags. What the template
   * refers to must be in its bucket. Throws as `prepare`.
   */
  revise(stackName: string, template: object, parameters?: ReadonlyMap<string, string>): Promise<Deployment>;
  /** As the template's references have them: of a parameter that names another one in the parameter store, the value that this had. */
  parameters(stackName: string): Promise<Map<string, string>>;
  /** Empty where there is no stack. */
  outputs(stackName: string): Promise<StackOutput[]>;
  /** The template that the stack was made from, which is JSON when the CDK wrote it; undefined where there is no stack. */
  template(stackName: string): Promise<object | undefined>;
  exists(stackName: string): Promise<boolean>;
  /** Undefined where there are none. No stack takes them away when it goes. */
  assets(): Promise<StoredAssets | undefined>;
  /** Lifts the protection, deletes the stack and waits. Throws `stack-failed`. */
  destroy(stackName: string, onEvent: (event: StackEvent) => void): Promise<void>;
}
