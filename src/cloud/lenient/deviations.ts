/**
 * Where moto (https://github.com/getmoto/moto) and AWS differ, and `--lenient moto` follows moto: for people whose tests were written
 * against it. Each has its reason, and where AWS documents its own way the page; none is on unless it
 * is asked for, and the laboratory never asks.
 */
export const motoDeviations = {
  "address-in-braces": "the text about an address that does not exist has it in braces; AWS's has not",
  "address-owner": "an address that EC2 lends belongs to the account; in AWS to `amazon`",
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  "alarms-begin-ok": "a new alarm is OK, and stays as it is while there is no data; in AWS it is INSUFFICIENT_DATA",
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  "alarms-without-threshold": "an alarm on one metric needs neither threshold nor statistic; in AWS it needs both",
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListTagsForResource.html
  "alarm-tags": "an alarm that does not exist has no tags; AWS says that there is none",
  // https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
  "any-access-key": "a key that nobody has is the root user's, whatever its signature; AWS refuses it",
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AllocateAddress.html
  "any-elastic-address": "AllocateAddress gives any address and knows any domain; AWS gives back what the account had",
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
  "any-time":
    "a request may be signed at any time, as by a test whose clock stands still; AWS refuses it after minutes",
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceAttribute.html
  "change-while-running": "type, user data and EBS optimization change on a running instance; AWS needs it stopped",
  // https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
  "closed-default-groups": "a new VPC's group `default` lets nobody in; in AWS its members",
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
  "data-without-value": "a datum without a value counts as 0; AWS refuses it",
  "empty-members":
    "an address without a holder and an alarm without metric math show empty members; AWS leaves them out",
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Dimension
  "fewer-dimensions":
    "a metric without dimensions adds up those with some, GetMetricStatistics' those with more; in AWS they are apart",
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html
  "group-names-everywhere": "a security group of any VPC goes by its name; in AWS only the default VPC's do",
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html
  "host-bits-kept": "a rule's prefix keeps its host bits, which tell it from another; AWS cuts them off",
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html
  "labels-with-statistic": "a result's label is the metric and its statistic; AWS adds what tells the queries apart",
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  "malformed-group-ids": "a malformed security group ID is not found; AWS says that it is malformed",
  "missing-target-text": "AssociateAddress without an instance has moto's own text",
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_RejectedLogEventsInfo.html
  "old-index-from-before": "tooOldLogEventEndIndex counts from the event before; AWS's is exclusive",
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
  "periods-from-start": "GetMetricData's periods begin with its StartTime; AWS's on the clock",
  // https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
  "private-address-anywhere":
    "an instance may have any private address; in AWS one of its subnet that EC2 does not keep",
  "ports-either-way": "a rule's ports may end before they begin; AWS refuses it",
  "public-address-at-once": "RunInstances answers with the public address; in AWS it comes with `running`",
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseAddress.html
  "release-held-address":
    "ReleaseAddress takes the address from any holder; AWS from one in the default VPC, and refuses elsewhere",
  "rule-without-bus": "the text about a rule that does not exist leaves its bus out; AWS names it",
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
  "six-targets": "a rule has as many targets as a request can name; in AWS five",
  // https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
  "sixty-rules": "a security group has 60 rules each way; in AWS as many as the quota was raised to",
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
  "terms-only":
    "FilterLogEvents reads patterns of terms; by any other pattern it finds every event, where AWS reads it",
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
  "tokens-of-names": "a page token of streams or events is made of their names; AWS's are opaque",
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
  "unknown-token": "a page token of logs that nobody gave is an empty page; AWS refuses it",
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  "unseen-vpcs":
    "a security group may be in a VPC that does not exist, and lets nothing out then; AWS looks for the VPC",
} as const;

export type Deviation = keyof typeof motoDeviations;

/** Whether LocalCloud is to differ from AWS in this. */
export type Deviates = (name: Deviation) => boolean;

/** `undefined` is AWS. */
export const deviatesLike =
  (other: "moto" | undefined): Deviates =>
  (name) =>
    other === "moto" && Object.hasOwn(motoDeviations, name);
