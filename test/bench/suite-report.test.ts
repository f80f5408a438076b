import { describe, expect, it } from "vitest";
import { compare, readReport } from "../../bench/suite-report.ts";

const report = (...cases: string[]) =>
  `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest">${cases.join("")}</testsuite></testsuites>`;
const testcase = (name: string, body = "") =>
  `<testcase classname="tests.test_ec2.test_tags" name="${name}" time="0.1"${body ? `>${body}</testcase>` : " />"}`;
const failure = (message: string, text: string) => `<failure message="${message}">${text}</failure>`;

describe("a test of the suite", () => {
  it("passed or failed, with the first line of what was wrong", () => {
    const wrong = failure("AssertionError: assert &apos;a&apos; == &quot;b&quot;&#10;  - b", "E  assert");
    expect(readReport(report(testcase("test_one"), testcase("test_two[a&lt;b]", wrong)))).toEqual([
      { test: "tests.test_ec2.test_tags.test_one", outcome: "passed" },
      {
        test: "tests.test_ec2.test_tags.test_two[a<b]",
        outcome: "failed",
        reason: `AssertionError: assert 'a' == "b"`,
      },
    ]);
  });

  it("failed too when its fixture did", () => {
    const error = '<error message="failed on setup with &quot;KeyError&quot;">E  KeyError</error>';
    expect(readReport(report(testcase("test_one", error)))[0]?.outcome).toBe("failed");
  });

  it.each([
    ["an operation", "LocalCloud does not implement ec2:CreateVolume"],
    ["a service", "LocalCloud does not have the service kinesis"],
    ["a service of AWS", "LocalCloud was built without the service application-autoscaling"],
  ])("is not applicable where LocalCloud does not offer %s, even if it had caught the answer", (_, said) => {
    const wrong = failure(
      "assert 1 == 2",
      `ex = &lt;ExceptionInfo ClientError(&quot;${said}&quot;)&gt;&#10;E assert 1 == 2`,
    );
    expect(readReport(report(testcase("test_one", wrong)))[0]).toMatchObject({
      outcome: "not applicable",
      reason: said,
    });
  });

  it("is not applicable when the suite skips it against a server", () => {
    const skipped = '<skipped type="pytest.skip" message="Can&apos;t patch in server mode">file:1: no</skipped>';
    expect(readReport(report(testcase("test_one", skipped)))[0]).toMatchObject({
      outcome: "not applicable",
      reason: "Can't patch in server mode",
    });
  });
});

describe("the runs of the same tests", () => {
  const result = (test: string, outcome: "passed" | "failed" | "not applicable") => ({ test, outcome });

  it("are counted over the tests that are applicable in all of them", () => {
    const strict = [result("a", "passed"), result("b", "failed"), result("c", "failed"), result("d", "not applicable")];
    const lenient = [
      result("a", "passed"),
      result("b", "passed"),
      result("c", "not applicable"),
      result("d", "passed"),
    ];
    expect(compare({ strict, lenient })).toEqual({ passed: { strict: 1, lenient: 2 }, applicable: 2, total: 4 });
  });
});
