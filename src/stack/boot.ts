import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Aws, Fn } from "aws-cdk-lib";
import type { CfnEIP } from "aws-cdk-lib/aws-ec2";
import type { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Asset } from "aws-cdk-lib/aws-s3-assets";
import { Construct } from "constructs";
import { type HubPlan, keyParameters, type WanPlan } from "../plan/index.ts";
import { renderUserData } from "../render/index.ts";
import { mayFetch } from "./host-permissions.ts";

/** What makes a plain machine a hub when it boots: the bundle, and the user data that fetches it. */
export class Boot extends Construct {
  /** What the hubs' role must allow. */
  readonly permissions: PolicyStatement[];
  private readonly bundle: Asset;
  private readonly sha256: string;

  /** `file`: the archive with the bundle. */
  constructor(
    scope: Construct,
    id: string,
    private readonly plan: WanPlan,
    file: string,
  ) {
    super(scope, id);
    this.bundle = new Asset(this, "Bundle", { path: file });
    this.sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
    this.permissions = mayFetch(this.bundle, plan);
  }

  /** Base64, as an instance takes it. */
  userData({ name }: HubPlan, address: CfnEIP): string {
    const parameters = keyParameters(this.plan);
    const link = parameters.links.get(name);
    const text = renderUserData({
      hub: name,
      address: address.attrPublicIp,
      region: Aws.REGION,
      bundleUrl: this.bundle.httpUrl,
      bundleSha256: this.sha256,
      parametersUrl: `https://ssm.${Aws.REGION}.${Aws.URL_SUFFIX}/`,
      keys: { "hub.key": parameters.hub, ...(link !== undefined && { "link.key": link }) },
    });
    return Fn.base64(text);
  }
}
