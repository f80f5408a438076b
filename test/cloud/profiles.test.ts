import { describe, expect, it } from "vitest";
import { delayProfiles } from "../../src/cloud/index.ts";

describe("delay profiles", () => {
  it("instant waits for nothing", () => {
    const { name, ...delays } = delayProfiles.instant;
    expect(name).toBe("instant");
    expect(Object.values(delays)).toEqual(Object.values(delays).map(() => 0));
    expect(Object.values(delays).length).toBeGreaterThan(5);
  });

  it("aws lets the address follow `running` long before the hub has booted, which is why the reference's failback took 35 s", () => {
    const { eventMs, coldStartMs, associateMs, bootMs } = delayProfiles.aws;
    const moved = eventMs + coldStartMs + associateMs;
    expect(bootMs - moved).toBeGreaterThan(20_000);
    expect(bootMs - moved).toBeLessThan(35_000);
  });
});
