import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readinessTag } from "../../src/aws/readiness.ts";
import { packageRoot } from "../../src/system/index.ts";
import { useAws } from "../aws/environment.ts";
import { FakeEc2, type FakeInstance, PRIMARY, STANDBY } from "../aws/fake-ec2.ts";
import { type Ran, run } from "./run.ts";

const wan = ["--wan", join(packageRoot(), "examples/dc1/wan.yaml")];
const see = "hint: `hubshift --help` lists the commands, `hubshift COMMAND --help` the options of one\n";

let ec2: FakeEc2;
let primary: FakeInstance;
let standby: FakeInstance;

beforeEach(async () => {
  ec2 = new FakeEc2();
  primary = ec2.state.instances[PRIMARY] as FakeInstance;
  standby = ec2.state.instances[STANDBY] as FakeInstance;
  standby.tags["hubshift:ready"] = readinessTag({ ready: true, since: 0, at: Date.now() });
  useAws(await ec2.listen(), { accessKeyId: "AKIDTEST", secretAccessKey: "not-a-secret" });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await ec2.close();
});

const THROTTLED = { status: 503, code: "RequestLimitExceeded" };
const SLOW = "AWS throttles (RequestLimitExceeded): trying again\n";

const hubshift = (...argv: string[]): Promise<Ran> => run([...argv, ...wan]);

describe("the command line", () => {
  it.each([
    [["maintenance"], "error: missing required argument 'switch'\n"],
    [["maintenance", "on"], "error: missing required argument 'host'\n"],
    [
      ["maintenance", "maybe", "DC1-SP1"],
      "error: command-argument value 'maybe' is invalid for argument 'switch'. Allowed choices are on, off.\n",
    ],
    [["failover", "DC1-SP2"], "error: too many arguments for 'failover'. Expected 0 arguments but got 1.\n"],
    [["failback", "--lab"], "error: option '--lab <name>' argument missing\n"],
    [["failback", "--froce"], "error: unknown option '--froce'\n(Did you mean --force?)\n"],
  ])("%j is not understood", async (argv, expected) => {
    expect(await run(argv)).toEqual({ code: 2, stdout: "", stderr: expected + see });
    expect(ec2.requests).toHaveLength(0);
  });

  it("names a laboratory that is not up", async () => {
    expect(await run(["failover", "--lab", "no-such-lab"])).toMatchObject({
      code: 2,
      stderr: "error: there is no laboratory no-such-lab\nhint: start it with `hubshift lab up`\n",
    });
  });
});

describe("hubshift failover", () => {
  it("moves the address to the standby hub, and remembers it", async () => {
    const { code, stdout, stderr } = await hubshift("failover");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^DC1-SP1 -> DC1-SP2: moved in \d+ ms\n$/)]);
    expect(stderr).toContain("`hubshift maintenance on DC1-SP1` keeps it here");
    expect(ec2.state.holder).toBe(STANDBY);
    expect(ec2.state.addressTags["hubshift:moves"]).toMatch(/^\d+$/);
  });

  it("moves it once", async () => {
    await hubshift("failover");
    const { code, stdout } = await hubshift("failover", "--json");
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { wan: "dc1", moved: false, holderBefore: "DC1-SP2", holderAfter: "DC1-SP2", reason: { code: "already-there" } },
    ]);
    expect(ec2.calls("AssociateAddress")).toHaveLength(1);
  });

  it("says that nobody answers when the order has not arrived", async () => {
    ec2.fail("AssociateAddress", ...Array.from({ length: 6 }, () => ({ broken: true }) as const));
    const { code, stderr } = await hubshift("failover");
    expect([code, stderr.split("\n")[0]]).toEqual([1, "error: AWS in us-east-1 cannot be reached (ECONNRESET)"]);
    expect([ec2.state.holder, ec2.state.addressTags["hubshift:moves"]]).toEqual([PRIMARY, undefined]);
  }, 60_000);

  it("says once that AWS throttles, and not with --json", async () => {
    for (const action of ["DescribeAddresses", "DescribeInstances", "AssociateAddress"]) ec2.fail(action, THROTTLED);
    const { code, stderr } = await hubshift("failover");
    expect([code, stderr]).toEqual([0, expect.stringMatching(new RegExp(`^${SLOW.replace(/[()]/g, "\\$&")}next: `))]);
    ec2.fail("DescribeAddresses", THROTTLED);
    expect(await hubshift("failover", "--json")).toMatchObject({ code: 0, stderr: "" });
  });

  it("refuses a hub that has never been heard, and may still be installing itself", async () => {
    delete standby.tags["hubshift:ready"];
    expect(await hubshift("failover")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("DC1-SP2 runs but has not proved that it is ready\nhint: "),
    });
    expect(ec2.state.holder).toBe(PRIMARY);
    standby.tags["hubshift:profile"] = "reference";
    expect((await hubshift("failover")).code).toBe(0);
  });

  it("never moves it to a hub that does not run", async () => {
    Object.assign(ec2.state.instances[STANDBY] ?? {}, { state: "stopped" });
    for (const extra of [[], ["--force"]]) {
      expect(await hubshift("failover", ...extra)).toEqual({
        code: 1,
        stdout: "",
        stderr:
          "error: the address stays where it is: DC1-SP2 is stopped\n" +
          `hint: start it: aws ec2 start-instances --instance-ids ${STANDBY}\n`,
      });
    }
    expect(ec2.state.holder).toBe(PRIMARY);
  });
});

describe("hubshift failback", () => {
  beforeEach(() => {
    ec2.state.holder = STANDBY;
  });

  it("needs a primary hub that is ready, unless it is forced", async () => {
    primary.tags["hubshift:ready"] = "true@1/1";
    const refused = await hubshift("failback");
    expect(refused.stderr).toMatch(/^error: .*DC1-SP1 runs but has not proved that it is ready\nhint: .*--force\n$/);
    expect([refused.code, ec2.state.holder]).toEqual([1, STANDBY]);
    expect((await hubshift("failback", "--force")).code).toBe(0);
    expect(ec2.state.holder).toBe(PRIMARY);
  });

  it("respects maintenance, and says how to end it", async () => {
    primary.tags["hubshift:maintenance"] = "on";
    expect((await hubshift("failback")).stderr).toContain("hint: end it with `hubshift maintenance off DC1-SP1`");
  });
});

describe("hubshift maintenance", () => {
  it("marks the hub, moves nothing, and says what comes next", async () => {
    const on = await hubshift("maintenance", "on", "DC1-SP1");
    expect([on.code, on.stdout]).toEqual([0, "DC1-SP1: maintenance on\n"]);
    expect(on.stderr).toBe("next: it still holds the address: `hubshift failover` moves it away\n");
    expect(primary.tags["hubshift:maintenance"]).toBe("on");
    const off = await hubshift("maintenance", "off", "DC1-SP1", "--json");
    expect(JSON.parse(off.stdout)).toEqual({ wan: "dc1", hub: "DC1-SP1", maintenance: false, holdsAddress: true });
    expect(primary.tags["hubshift:maintenance"]).toBe("off");
    expect(ec2.calls("AssociateAddress")).toHaveLength(0);
  });

  it("knows the hubs", async () => {
    expect(await hubshift("maintenance", "on", "SITE1-LF1")).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: SITE1-LF1 is no hub of dc1\nhint: its hubs are DC1-SP1 and DC1-SP2\n",
    });
  });
});

describe("trouble with AWS exits with 1 and says what to do", () => {
  it("a WAN that is not there", async () => {
    delete ec2.state.addressTags["hubshift:wan"];
    const { code, stderr } = await hubshift("failover");
    expect([code, stderr]).toEqual([
      1,
      "error: there is no Elastic IP with the tag hubshift:wan=dc1\n" +
        "hint: deploy it, check region and account, or name a laboratory with --lab\n",
    ]);
  });

  it("a profile that is not there", async () => {
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) vi.stubEnv(name, undefined);
    for (const name of ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]) vi.stubEnv(name, "/dev/null");
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    vi.stubEnv("AWS_PROFILE", "nope");
    expect(await hubshift("failover")).toEqual({
      code: 1,
      stdout: "",
      stderr:
        'error: there are no AWS credentials in the profile "nope" that AWS_PROFILE names\n' +
        "hint: `aws configure list-profiles` lists those that ~/.aws/config and ~/.aws/credentials have\n",
    });
  });

  it("credentials that may not", async () => {
    ec2.fail("AssociateAddress", { status: 403, code: "UnauthorizedOperation" });
    const { code, stderr } = await hubshift("failover");
    expect([code, stderr.split("\n")[0]]).toEqual([1, expect.stringContaining("AWS refused (UnauthorizedOperation)")]);
  });

  it("an account whose rate is used up", async () => {
    ec2.fail("DescribeAddresses", ...Array.from({ length: 20 }, () => THROTTLED));
    expect(await hubshift("failover")).toEqual({
      code: 1,
      stdout: "",
      stderr:
        SLOW +
        "error: AWS in us-east-1 takes no more calls for the moment (RequestLimitExceeded)\n" +
        "hint: wait a minute and run the same command again: it looks first, and does nothing twice\n",
    });
  }, 60_000);

  it("an endpoint that is no URL", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "localhost");
    expect(await hubshift("failover")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "error: AWS_ENDPOINT_URL is no URL\nhint: write it such as `http://127.0.0.1:4566`, or unset it to reach AWS itself\n",
    });
  });

  it("an endpoint where nobody answers", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    const { code, stderr } = await hubshift("failover");
    expect([code, stderr.split("\n")[0]]).toEqual([1, "error: AWS in us-east-1 cannot be reached (ECONNREFUSED)"]);
  });
});
