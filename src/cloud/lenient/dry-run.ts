/** What moto calls an operation here, where it is not the operation's name. */
const NAMES: Record<string, string> = {
  DisassociateAddress: "DisAssociateAddress",
  RebootInstances: "RebootInstance",
  RunInstances: "RunInstance",
  StartInstances: "StartInstance",
  StopInstances: "StopInstance",
  TerminateInstances: "TerminateInstance",
};

/** ModifyInstanceAttribute goes by the attribute. */
const ATTRIBUTES: Record<string, string> = {
  Groups: "ModifyInstanceSecurityGroups",
  InstanceType: "ModifyInstanceType",
  SourceDestCheck: "ModifySourceDestCheck",
  UserData: "ModifyUserData",
};

/** Moto's message of DryRunOperation, which has clients' own words in it already. */
export function motoDryRunText(operation: string, input: object): string {
  const attribute = operation === "ModifyInstanceAttribute" && Object.keys(ATTRIBUTES).find((name) => name in input);
  const name = attribute ? ATTRIBUTES[attribute] : (NAMES[operation] ?? operation);
  return `An error occurred (DryRunOperation) when calling the ${name} operation: Request would have succeeded, but DryRun flag is set`;
}
