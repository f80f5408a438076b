import { AssociateAddressCommand } from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { delayProfiles } from "../../../src/cloud/index.ts";
import { startCloud } from "../local.ts";
import { recordingDataPlane } from "../recorder.ts";
import { deployHubs } from "./vpc.ts";

it("the holder of an Elastic IP keeps it until packets follow the new one, and gets a lent address then", async () => {
  const dataPlane = recordingDataPlane();
  const cloud = await startCloud({ dataPlane, profile: { ...delayProfiles.instant, associateMs: 100 } });
  try {
    const { allocationId: AllocationId, primary, standby } = await deployHubs(cloud);
    const moveTo = async (InstanceId: string) => {
      await cloud.ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId }));
      await cloud.seen(({ kind, detail }) => kind === "associate-effective" && detail.instanceId === InstanceId);
    };
    await moveTo(primary);
    dataPlane.orders.length = 0;
    await moveTo(standby);
    await expect.poll(() => dataPlane.orders.filter((order) => order.includes(primary))).toHaveLength(1);
    const [lent, elastic] = [primary, standby].map((id) => dataPlane.orders.findIndex((order) => order.includes(id)));
    expect(elastic).toBeGreaterThanOrEqual(0);
    expect(lent).toBeGreaterThan(elastic ?? 0);
  } finally {
    await cloud.close();
  }
});
