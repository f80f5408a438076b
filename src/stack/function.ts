import { Duration, RemovalPolicy } from "aws-cdk-lib";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { FilterPattern, LogGroup, MetricFilter, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { WanPlan } from "../plan/index.ts";
import type { Hubs } from "./hubs.ts";
import { mayMoveAddress, mayReadState, mayRecordMoves, maySendTo } from "./permissions.ts";

export interface MoverProps {
  plan: WanPlan;
  hubs: Hubs;
  functionName: string;
  /** Folder with the bundled code, `index.mjs`. */
  code: string;
  deadLetters: IQueue;
  maxEventAge: Duration;
  retryAttempts: number;
}

/** How long a hub must have been ready before the address goes back to it: a hub that comes and goes is worse than none. */
const HOLD_DOWN = Duration.seconds(3);

/** A function that may move the Elastic IP between the two hubs, and nothing else. */
export class Mover extends Construct {
  readonly function: LambdaFunction;
  private readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: MoverProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, "Logs", {
      logGroupName: `/aws/lambda/${props.functionName}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    const { movable } = props.hubs;
    const { deadLetters } = props;
    for (const statement of [
      ...mayMoveAddress(this, movable),
      mayRecordMoves(this, movable),
      mayReadState(),
      maySendTo(deadLetters),
    ])
      role.addToPolicy(statement);
    this.logGroup.grantWrite(role);
    this.function = new LambdaFunction(this, "Function", {
      functionName: props.functionName,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: Code.fromAsset(props.code),
      role,
      logGroup: this.logGroup,
      // Lambda gives processor time in proportion to memory, and a cold start is part of the outage.
      memorySize: 512,
      timeout: Duration.seconds(30),
      environment: this.environment(props),
      retryAttempts: props.retryAttempts,
      maxEventAge: props.maxEventAge,
      // The CDK's own destination would also grant what only a reader of queues needs.
      onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
    });
  }

  /** Counts this function's alerts in `metric`. Alerts are log lines, not errors: Lambda would retry an error, and retrying changes nothing. */
  countAlerts({ namespace, metricName }: Metric): void {
    new MetricFilter(this, "Alerts", {
      logGroup: this.logGroup,
      filterPattern: FilterPattern.stringValue("$.decision.action", "=", "alert"),
      metricNamespace: namespace,
      metricName,
    });
  }

  private environment({ plan, hubs }: MoverProps): Record<string, string> {
    return {
      ALLOCATION_ID: hubs.address.attrAllocationId,
      PRIMARY_INSTANCE_ID: hubs.primary.ref,
      STANDBY_INSTANCE_ID: hubs.standby.ref,
      PRIMARY_NAME: plan.hubs[0].name,
      STANDBY_NAME: plan.hubs[1].name,
      FAILBACK_POLICY: plan.automation.failback,
      MAX_MOVES: String(plan.automation.moves.max),
      MOVE_WINDOW_SECONDS: String(plan.automation.moves.windowMs / 1000),
      // Without agents nobody says since when a hub is ready.
      ...(plan.profile === "hot-standby" && { HOLD_DOWN_SECONDS: String(HOLD_DOWN.toSeconds()) }),
    };
  }
}
