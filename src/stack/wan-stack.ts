import { CfnOutput, DefaultStackSynthesizer, Stack, Tags } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { WanPlan } from "../plan/index.ts";
import { Automation } from "./automation.ts";
import { Hubs } from "./hubs.ts";
import { Network } from "./network.ts";

export interface WanStackProps {
  plan: WanPlan;
  functionsDir: string;
  bundle?: string | undefined;
  protect?: boolean | undefined;
}

/** Everything that one WAN has in AWS: the network, the two hubs behind one Elastic IP, and the automation that moves it. */
export class WanStack extends Stack {
  readonly network: Network;
  readonly hubs: Hubs;
  readonly automation: Automation;

  constructor(scope: Construct, id: string, { plan, functionsDir, bundle, protect = false }: WanStackProps) {
    super(scope, id, {
      description: `hubshift: WAN ${plan.name}, two hubs behind one Elastic IP`,
      // `cdk deploy` compares the bootstrap version by itself; the rule would only add a parameter to the template.
      terminationProtection: protect,
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    });
    // By this tag the hub agents and `hubshift` find what belongs to the WAN, and by their own which hub is which.
    Tags.of(this).add("hubshift:wan", plan.name);
    this.network = new Network(this, "Network", plan);
    this.hubs = new Hubs(this, "Hubs", plan, this.network, bundle);
    this.automation = new Automation(this, "Automation", { plan, hubs: this.hubs, functionsDir });
    this.outputs(plan);
  }

  private outputs(plan: WanPlan): void {
    const { hubs, automation } = this;

    this.output("AllocationId", "Elastic IP: allocation", hubs.address.attrAllocationId);
    this.output("HubAddress", "Elastic IP: the address that sites dial", hubs.address.attrPublicIp);
    this.output("PrimaryInstanceId", `${plan.hubs[0].name}: instance`, hubs.primary.ref);
    this.output("StandbyInstanceId", `${plan.hubs[1].name}: instance`, hubs.standby.ref);
    this.output("FailoverFunction", "Moves the address to the standby hub", automation.failover.function.functionName);
    this.output("AlertTopic", "Rings for every alarm", automation.alerts.topic.topicArn);
    this.output(
      "FailbackFunction",
      "Moves the address back to the primary hub",
      automation.failback.function.functionName,
    );
  }

  private output(id: string, description: string, value: string): void {
    new CfnOutput(this, id, { description, value });
  }
}
