import type { Advice } from "../verify/index.ts";
import { type DeployedWan, labOption } from "./deployed.ts";

/** Where a WAN is, as far as commands must name it. */
export type Place = Pick<DeployedWan, "lab"> & {
  resources: Pick<DeployedWan["resources"], "primary" | "standby" | "stack">;
};

/** The command that does what a check advises, for the place where the WAN is. */
export function sayAdvice(deployed: Place, advice: Advice): string {
  const lab = labOption(deployed);
  switch (advice.do) {
    case "start-hub":
      return `\`${startCommand(deployed, advice.hub)}\` starts ${advice.hub}`;
    case "end-maintenance":
      return `\`hubshift maintenance off ${advice.hub}${lab}\` when the work on ${advice.hub} is done`;
    case "look-at-hub":
      return `\`${onHub(deployed, advice.hub, "journalctl -u hubshift-agent")}\` tells why ${advice.hub} is not ready`;
    case "make-anew":
      return `\`hubshift upgrade${lab}\` makes ${advice.hub} anew, if it was an upgrade that removed it`;
    case "fail-over":
      return `\`hubshift failover${lab}\` moves the address to ${deployed.resources.standby.name}`;
    case "fail-back":
      return `\`hubshift failback${lab}\` moves the address to ${deployed.resources.primary.name}`;
    case "read-logs":
      return `\`hubshift logs${lab}\` shows what the functions decided`;
    case "look-at-alarm":
      return `\`hubshift logs${lab} --since 1h\` shows what the functions did about ${advice.name}`;
    case "enable-alarm":
      return `\`aws cloudwatch enable-alarm-actions --alarm-names ${advice.name}\` lets it ring again`;
    case "read-dead-letters":
      return "read the events in the stack's dead-letter queue, then purge it";
    case "enable-rule":
      return `\`aws events enable-rule --name ${advice.name}\` lets its events through again`;
    case "enable-function":
      return `\`aws lambda get-function --function-name ${advice.name}\` tells why it does not run`;
    case "look-at-tunnel":
      return `\`${onHub(deployed, advice.hub, `wg show ${advice.interface}`)}\`, and the same at the site`;
    case "mend":
      return advice.how;
    case "look-at-session":
      return `\`${onHub(deployed, advice.hub, "vtysh -c 'show ip bgp summary'")}\` shows the sessions`;
    case "look-at-stack":
      return `\`aws cloudformation describe-stack-events --stack-name ${deployed.resources.stack ?? ""}\` tells why`;
    case "deploy":
      return deployCommand(deployed);
    case "wait":
      return `\`hubshift status${lab}\` again in a minute`;
  }
}

/** A laboratory is deployed while it is built. */
function deployCommand({ lab }: Place): string {
  if (lab === undefined) return "`hubshift diff` shows what a deployment would change, `hubshift deploy` does it";
  return `\`hubshift lab down --name ${lab}\` and \`hubshift lab up --name ${lab}\` build it anew from wan.yaml`;
}

function startCommand({ lab, resources: { primary, standby } }: Place, hub: string): string {
  if (lab !== undefined) return `hubshift lab start ${hub} --name ${lab}`;
  const { instanceId } = primary.name === hub ? primary : standby;
  return `aws ec2 start-instances --instance-ids ${instanceId}`;
}

function onHub({ lab, resources: { primary, standby } }: Place, hub: string, command: string): string {
  if (lab !== undefined)
    return command.startsWith("journalctl")
      ? `hubshift lab logs ${hub} --name ${lab}`
      : `hubshift lab exec --name ${lab} ${hub} -- ${command}`;
  const { instanceId } = primary.name === hub ? primary : standby;
  return `aws ssm start-session --target ${instanceId}`;
}
