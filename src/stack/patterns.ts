import type { EventPattern } from "aws-cdk-lib/aws-events";
import { READINESS_EVENT } from "./permissions.ts";

/** One of the instances came into one of the states. */
export function stateChange(instanceIds: readonly string[], states: string[]): EventPattern {
  return {
    source: ["aws.ec2"],
    detailType: ["EC2 Instance State-change Notification"],
    detail: { "instance-id": [...instanceIds], state: states },
  };
}

/** One of the alarms was raised. */
export function alarmRaised(alarmNames: readonly string[]): EventPattern {
  return {
    source: ["aws.cloudwatch"],
    detailType: ["CloudWatch Alarm State Change"],
    detail: { alarmName: [...alarmNames], state: { value: ["ALARM"] } },
  };
}

/** The hub's agent says that the hub can take the traffic. */
export function becameReady(wan: string, instanceId: string): EventPattern {
  return {
    source: [READINESS_EVENT.source],
    detailType: [READINESS_EVENT.detailType],
    detail: { wan: [wan], "instance-id": [instanceId], ready: [true] },
  };
}
