import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { type EventPattern, Rule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { WanPlan } from "../plan/index.ts";
import { Mover } from "./function.ts";
import type { Hubs } from "./hubs.ts";

export interface AutomationProps {
  plan: WanPlan;
  hubs: Hubs;
  functionsDir: string;
}

/** An event that waited longer cannot help any more: it goes to the queue, for a person to see. */
const MAX_EVENT_AGE = Duration.minutes(15);
const RETRIES = 2;

/** What moves the address: the primary hub's events, the two functions they wake, and what tells a person when these cannot help. */
export class Automation extends Construct {
  readonly failover: Mover;
  readonly failback: Mover;
  private readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { plan, hubs, functionsDir }: AutomationProps) {
    super(scope, id);
    const names = plan.automation;
    this.deadLetters = new Queue(this, "DeadLetters", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const shared = { plan, hubs, deadLetters: this.deadLetters, maxEventAge: MAX_EVENT_AGE, retryAttempts: RETRIES };
    this.failover = new Mover(this, "Failover", {
      ...shared,
      functionName: names.failoverFunction,
      code: `${functionsDir}/failover`,
    });
    this.failback = new Mover(this, "Failback", {
      ...shared,
      functionName: names.failbackFunction,
      code: `${functionsDir}/failback`,
    });

    const primary = hubs.primary.ref;
    this.rule("StopRule", names.stopRule, stateChange(primary, ["stopping", "stopped"]), this.failover);
    this.rule("StartRule", names.startRule, stateChange(primary, ["running"]), this.failback);
    this.rule("AlarmRule", names.alarmRule, alarmRaised(names.alarm), this.failover);
    this.healthAlarm(names.alarm, plan.hubs[0].name, primary);
    this.attentionAlarms(names.failoverFunction);
  }

  private rule(id: string, ruleName: string, eventPattern: EventPattern, mover: Mover): void {
    const target = new LambdaFunction(mover.function, {
      deadLetterQueue: this.deadLetters,
      maxEventAge: MAX_EVENT_AGE,
      retryAttempts: RETRIES,
    });
    new Rule(this, id, { ruleName, eventPattern, targets: [target] });
  }

  /**
   * Running but unhealthy. The metric is 1 when the instance, its host or its volume fails EC2's check; a stopped instance reports
   * nothing, which is no illness: its state change is an event of its own.
   * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html#status-check-metrics
   */
  private healthAlarm(alarmName: string, hub: string, instanceId: string): void {
    new Alarm(this, "HealthAlarm", {
      alarmName,
      alarmDescription: `${hub} runs but fails EC2's status checks`,
      metric: new Metric({
        namespace: "AWS/EC2",
        metricName: "StatusCheckFailed",
        dimensionsMap: { InstanceId: instanceId },
        statistic: "Maximum",
        period: Duration.minutes(1),
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 2,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  /** A function decided that only a person can help, or never came to decide. */
  private attentionAlarms(prefix: string): void {
    const alerts = new Metric({
      namespace: "hubshift",
      metricName: `${prefix}-Alerts`,
      statistic: "Sum",
      period: Duration.minutes(1),
    });
    this.failover.countAlerts(alerts);
    this.failback.countAlerts(alerts);
    this.alarmOnAny("AlertAlarm", `${prefix}-Alert`, "A decision was to change nothing and to call a person", alerts);
    this.alarmOnAny(
      "UndeliveredAlarm",
      `${prefix}-Undelivered`,
      "An event reached no function, or its function failed every time",
      this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: "Maximum", period: Duration.minutes(1) }),
    );
  }

  private alarmOnAny(id: string, alarmName: string, alarmDescription: string, metric: IMetric): void {
    new Alarm(this, id, {
      alarmName,
      alarmDescription,
      metric,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}

function stateChange(instanceId: string, states: string[]): EventPattern {
  return {
    source: ["aws.ec2"],
    detailType: ["EC2 Instance State-change Notification"],
    detail: { "instance-id": [instanceId], state: states },
  };
}

function alarmRaised(alarmName: string): EventPattern {
  return {
    source: ["aws.cloudwatch"],
    detailType: ["CloudWatch Alarm State Change"],
    detail: { alarmName: [alarmName], state: { value: ["ALARM"] } },
  };
}
