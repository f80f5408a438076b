import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { otherThan, planSteps, stepText } from "../../src/upgrade/steps.ts";
import type { HubState, Role, Situation, Step } from "../../src/upgrade/types.ts";

const roles: readonly Role[] = ["primary", "standby"];
const names = { primary: "SP1", standby: "SP2" };
const textsOf = (situation: Situation) => planSteps(situation).steps.map((step) => stepText(step, names));

const outdated: Situation = {
  hubs: { primary: "outdated", standby: "outdated" },
  holder: "primary",
  stale: false,
  rest: true,
  failback: "when-ready",
};

/** A WAN in which the steps are taken, and which refuses those that would take the hubs from the sites. */
class World {
  hubs: Record<Role, HubState>;
  holder: Role;
  stale: boolean;
  rest: boolean;
  readonly ready: Record<Role, boolean>;

  constructor(readonly start: Situation) {
    this.hubs = { ...start.hubs };
    ({ holder: this.holder, stale: this.stale, rest: this.rest } = start);
    // An idle hub may be booting still; one that serves is ready.
    this.ready = { primary: start.holder === "primary", standby: start.holder === "standby" };
  }

  situation(): Situation {
    const { hubs, holder, stale, rest } = this;
    return { hubs: { ...hubs }, holder, stale, rest, failback: this.start.failback };
  }

  take(step: Step): void {
    if (step.kind === "remove") this.remove(step.hub, step.other);
    else if (step.kind === "create") this.create(step.hub, step.other);
    else if (step.kind === "await-ready") this.boot(step.hub);
    else if (step.kind === "move") this.move(step.to);
    else if (step.kind === "finish") this.finish();
    expect({ step, serves: this.ready[this.holder] && this.hubs[this.holder] !== "absent" }).toMatchObject({
      serves: true,
    });
  }

  private remove(hub: Role, other: string): void {
    expect(hub).not.toBe(this.holder);
    expect(this.hubs[hub]).toBe("outdated");
    this.keeps(otherThan(hub), other);
    this.hubs[hub] = "absent";
    this.ready[hub] = false;
    if (hub === "primary") this.stale = true;
    this.rest = true;
  }

  private create(hub: Role, other: string): void {
    expect(this.hubs[hub]).toBe("absent");
    this.keeps(otherThan(hub), other);
    this.hubs[hub] = "current";
    this.rest = this.stale || this.hubs[otherThan(hub)] !== "current";
  }

  /** A template that has the other hub as it is to be would replace one that is not. */
  private keeps(other: Role, from: string): void {
    expect(from).toBe(this.hubs[other] === "outdated" ? "deployed" : "wanted");
  }

  private boot(hub: Role): void {
    expect(this.hubs[hub]).not.toBe("absent");
    this.ready[hub] = true;
  }

  private move(to: Role): void {
    expect([to, this.ready[to]]).toEqual([otherThan(this.holder), true]);
    this.holder = to;
  }

  private finish(): void {
    expect(roles.map((role) => this.hubs[role])).toEqual(["current", "current"]);
    if (this.stale) expect(this.holder).toBe("primary");
    this.stale = false;
    this.rest = false;
  }
}

const situations: fc.Arbitrary<Situation> = fc
  .record({
    holder: fc.constantFrom(...roles),
    serving: fc.constantFrom<HubState>("current", "outdated"),
    idle: fc.constantFrom<HubState>("current", "outdated", "absent"),
    stale: fc.boolean(),
    rest: fc.boolean(),
    failback: fc.constantFrom("when-ready", "on-running", "manual"),
  })
  .map(({ holder, serving, idle, stale, rest, failback }) => {
    const hubs = holder === "primary" ? { primary: serving, standby: idle } : { primary: idle, standby: serving };
    const gone = hubs.primary === "absent";
    const differs = serving !== "current" || idle !== "current" || stale || gone;
    return { hubs, holder, stale: stale || gone, rest: rest || differs, failback };
  });

describe("an upgrade", () => {
  it("of both hubs begins with the idle one and ends with the address where it was", () => {
    expect(textsOf(outdated)).toEqual([
      "SP2: maintenance on",
      "remove the instance of SP2",
      "make SP2 anew",
      "wait until SP2 is ready",
      "SP1: maintenance on",
      "move the address to SP2",
      "let the sites turn to SP2",
      "remove the instance of SP1",
      "make SP1 anew",
      "wait until SP1 is ready",
      "move the address to SP1",
      "bring the rest of the stack up to date",
    ]);
  });

  it("of the standby hub alone moves nothing", () => {
    const steps = planSteps({ ...outdated, hubs: { primary: "current", standby: "outdated" } }).steps;
    expect(steps.map(({ kind }) => kind)).toEqual(["spare", "remove", "create", "await-ready"]);
  });

  it("leaves the address to a person where failback is manual, and says so", () => {
    const { steps, waits } = planSteps({ ...outdated, failback: "manual" });
    expect([steps.at(-1), waits]).toEqual([{ kind: "await-ready", hub: "primary" }, true]);
  });

  it("has nothing to do where nothing differs", () => {
    const current: Situation = { ...outdated, hubs: { primary: "current", standby: "current" }, rest: false };
    expect(planSteps(current)).toEqual({ steps: [], waits: false });
  });

  it("always has a hub that is ready hold the address, wherever it begins, and leaves nothing to do unless a person decides", () => {
    fc.assert(
      fc.property(situations, (situation) => {
        const world = new World(situation);
        const { steps, waits } = planSteps(situation);
        for (const step of steps) world.take(step);
        expect(roles.map((role) => world.hubs[role])).toEqual(["current", "current"]);
        const left = planSteps(world.situation());
        expect(left).toEqual({ steps: [], waits });
        if (!waits) expect([world.stale, world.rest]).toEqual([false, false]);
        expect(waits).toBe(situation.failback === "manual" && world.stale);
      }),
      { numRuns: 500 },
    );
  });

  it("that was broken off after any step goes on from there, and moves the address no more often", () => {
    fc.assert(
      fc.property(situations, fc.nat(), (situation, at) => {
        const { steps } = planSteps(situation);
        const first = steps.slice(0, at % (steps.length + 1));
        const world = new World(situation);
        for (const step of first) world.take(step);
        const second = planSteps(world.situation()).steps;
        for (const step of second) world.take(step);
        expect(planSteps(world.situation()).steps).toEqual([]);
        const moves = (some: readonly Step[]) => some.filter(({ kind }) => kind === "move").length;
        expect(moves([...first, ...second])).toBe(moves(steps));
      }),
      { numRuns: 500 },
    );
  });
});
