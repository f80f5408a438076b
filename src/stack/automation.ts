import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { type EventPattern, Rule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { WanPlan } from "../plan/index.ts";
import { type AlarmScope, alarmOnAgents, alarmOnAny, alarmOnStatusChecks } from "./alarms.ts";
import { Alerts } from "./alerts.ts";
import { Mover } from "./function.ts";
import type { Hubs } from "./hubs.ts";
import { alarmRaised, becameReady, stateChange } from "./patterns.ts";
import { METRIC_NAMESPACE } from "./permissions.ts";

export interface AutomationProps {
  plan: WanPlan;
  hubs: Hubs;
  functionsDir: string;
}

/** An event that waited longer cannot help any more: it goes to the queue, for a person to see. */
const MAX_EVENT_AGE = Duration.minutes(15);
const RETRIES = 2;

/** What moves the address: the hubs' events, the two functions they wake, and what tells a person when these cannot help. */
export class Automation extends Construct {
  readonly failover: Mover;
  readonly failback: Mover;
  readonly alerts: Alerts;
  readonly deadLetters: Queue;
  private readonly alarms: AlarmScope;

  constructor(scope: Construct, id: string, { plan, hubs, functionsDir }: AutomationProps) {
    super(scope, id);
    const names = plan.automation;
    this.alerts = new Alerts(this, "Alerts", plan);
    this.alarms = { scope: this, topic: this.alerts.topic };
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
    if (plan.profile === "reference") this.watchPrimary(plan, hubs);
    else this.watchBothHubs(plan, hubs);
    this.attentionAlarms(names.failoverFunction);
  }

  /** The reference's three rules: its standby is trusted to run. */
  private watchPrimary({ automation, hubs: [{ name }] }: WanPlan, { primary }: Hubs): void {
    const instanceId = primary.ref;
    this.rule("StopRule", automation.stopRule, stateChange([instanceId], ["stopping", "stopped"]), this.failover);
    this.rule("StartRule", automation.startRule, stateChange([instanceId], ["running"]), this.failback);
    this.rule("AlarmRule", automation.alarmRule, alarmRaised([automation.alarm]), this.failover);
    alarmOnStatusChecks(this.alarms, "HealthAlarm", { name, instanceId, alarmName: automation.alarm });
  }

  /**
   * A standby may hold the address for long, so that its end is as bad as the primary's. The primary's start wakes the failback for
   * a hub that was ready before EC2 told that it runs; mostly it is the hub's own word that does.
   */
  private watchBothHubs({ name: wan, automation, hubs: plans }: WanPlan, { primary, standby }: Hubs): void {
    const instances = [primary.ref, standby.ref];
    const alarms = [automation.alarm, `${plans[1].name}-StatusFailed-Alarm`] as const;
    this.rule("StopRule", automation.stopRule, stateChange(instances, ["stopping", "stopped"]), this.failover);
    this.rule("StartRule", automation.startRule, stateChange([primary.ref], ["running"]), this.failback);
    this.rule("ReadyRule", `Failback-EIP-on-${plans[0].name}-Ready`, becameReady(wan, primary.ref), this.failback);
    this.rule("AlarmRule", automation.alarmRule, alarmRaised(alarms), this.failover);
    alarmOnStatusChecks(this.alarms, "HealthAlarm", {
      name: plans[0].name,
      instanceId: primary.ref,
      alarmName: alarms[0],
    });
    alarmOnStatusChecks(this.alarms, "StandbyHealthAlarm", {
      name: plans[1].name,
      instanceId: standby.ref,
      alarmName: alarms[1],
    });
    alarmOnAgents(this.alarms, { wan, hubs: plans });
  }

  private rule(id: string, ruleName: string, eventPattern: EventPattern, mover: Mover): void {
    const target = new LambdaFunction(mover.function, {
      deadLetterQueue: this.deadLetters,
      maxEventAge: MAX_EVENT_AGE,
      retryAttempts: RETRIES,
    });
    new Rule(this, id, { ruleName, eventPattern, targets: [target] });
  }

  /** A function decided that only a person can help, or never came to decide. */
  private attentionAlarms(prefix: string): void {
    const alerts = new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: `${prefix}-Alerts`,
      statistic: "Sum",
      period: Duration.minutes(1),
    });
    this.failover.countAlerts(alerts);
    this.failback.countAlerts(alerts);
    alarmOnAny(this.alarms, "AlertAlarm", {
      alarmName: `${prefix}-Alert`,
      alarmDescription: "A decision was to change nothing and to call a person",
      metric: alerts,
    });
    const period = Duration.minutes(1);
    alarmOnAny(this.alarms, "UndeliveredAlarm", {
      alarmName: `${prefix}-Undelivered`,
      alarmDescription: "An event reached no function, or its function failed every time",
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: "Maximum", period }),
    });
  }
}
