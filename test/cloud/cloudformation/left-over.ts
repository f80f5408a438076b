import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import type { TestCloud } from "../local.ts";

/** How an account is reached, as AWS's clients take it. */
export type Place = Pick<TestCloud["config"], "region" | "endpoint" | "credentials">;

/** What an account has that nothing was deployed to. */
export const nothing = {
  addresses: [],
  instances: [],
  vpcs: [],
  groups: [],
  rules: [],
  functions: [],
  alarms: [],
  logs: [],
};

/** What the account has of all that a WAN's stack makes; of instances their states. */
export async function leftOver(place: Place) {
  const clients = [
    new EC2Client(place),
    new EventBridgeClient(place),
    new LambdaClient(place),
    new CloudWatchClient(place),
    new CloudWatchLogsClient(place),
  ] as const;
  const [ec2, events, lambda, cloudwatch, logs] = clients;
  const instances = await ec2.send(new DescribeInstancesCommand({}));
  // Every account has a default VPC, and no stack made that.
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
  const own = Vpcs.find(({ IsDefault }) => IsDefault)?.VpcId;
  const left = {
    addresses: (await ec2.send(new DescribeAddressesCommand({}))).Addresses,
    instances: instances.Reservations?.flatMap(({ Instances = [] }) => Instances.map(({ State }) => State?.Name)),
    vpcs: Vpcs.filter(({ VpcId }) => VpcId !== own),
    groups: SecurityGroups.filter(({ VpcId }) => VpcId !== own),
    rules: (await events.send(new ListRulesCommand({}))).Rules,
    functions: (await lambda.send(new ListFunctionsCommand({}))).Functions,
    alarms: (await cloudwatch.send(new DescribeAlarmsCommand({}))).MetricAlarms,
    logs: (await logs.send(new DescribeLogGroupsCommand({}))).logGroups,
  };
  for (const client of clients) client.destroy();
  return left;
}
