import { describe, expect, it } from "vitest";
import { hubIds, type Mixture, mixTemplates } from "../../src/upgrade/template.ts";
import type { Template } from "../../src/upgrade/types.ts";

const hub = (role: string, bundle: string) => ({
  Type: "AWS::EC2::Instance",
  Properties: {
    ImageId: { Ref: "HubImage" },
    UserData: { "Fn::Join": ["", [bundle, { "Fn::GetAtt": ["Address", "PublicIp"] }]] },
    Tags: [{ Key: "hubshift:role", Value: role }],
  },
});

const template = (bundle: string): Template & { Outputs: object } => ({
  Parameters: { HubImage: {} },
  Resources: {
    Primary: hub("primary", bundle),
    Standby: hub("standby", bundle),
    Association: { Type: "AWS::EC2::EIPAssociation", Properties: { InstanceId: { Ref: "Primary" } } },
    Rule: { Type: "AWS::Events::Rule", Properties: { Ids: [{ Ref: "Primary" }, { Ref: "Standby" }], Text: bundle } },
  },
  Outputs: { PrimaryInstanceId: { Value: { Ref: "Primary" } } },
});

const mixed = (hubs: Mixture["hubs"], deployed: Template = template("old")) =>
  mixTemplates({
    deployed,
    wanted: template("new"),
    hubs,
    instances: { primary: "i-1", standby: "i-2" },
    parameters: new Map([["HubImage", "ami-old"]]),
  }) as ReturnType<typeof template>;

describe("the template between two", () => {
  it("finds the hubs by their role", () => {
    expect(hubIds(template("new"))).toEqual({ primary: "Primary", standby: "Standby" });
  });

  it("keeps a hub as it is deployed, also where a parameter now means something else", () => {
    const { Resources } = mixed({ primary: "deployed", standby: "wanted" });
    const { Properties } = template("old").Resources.Primary as ReturnType<typeof hub>;
    expect(Resources.Primary?.Properties).toEqual({ ...Properties, ImageId: "ami-old" });
    expect(Resources.Standby).toEqual(template("new").Resources.Standby);
    expect(Resources.Rule).toEqual(template("new").Resources.Rule);
  });

  it("has whatever names a missing hub name its last instance, the address's association included", () => {
    const { Resources, Outputs } = mixed({ primary: "absent", standby: "wanted" });
    expect(Object.keys(Resources)).toEqual(["Standby", "Association", "Rule"]);
    expect(Resources.Rule?.Properties).toEqual({ Ids: ["i-1", { Ref: "Standby" }], Text: "new" });
    expect(Resources.Association?.Properties).toEqual({ InstanceId: "i-1" });
    expect(Outputs).toEqual({ PrimaryInstanceId: { Value: "i-1" } });
  });

  it("leaves the association alone while the new primary hub boots", () => {
    const before = mixed({ primary: "absent", standby: "wanted" });
    const { Resources } = mixed({ primary: "wanted", standby: "wanted" }, before);
    expect(Resources).toEqual({ ...template("new").Resources, Association: before.Resources.Association });
  });

  it("is the wanted one where both hubs are as wanted and the association was never touched", () => {
    expect(mixed({ primary: "wanted", standby: "wanted" })).toEqual(template("new"));
  });
});
