import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { createSession } from "../../src/cli/session.ts";
import { table } from "../../src/cli/table.ts";
import { capturedIo } from "./run.ts";

const session = createSession(capturedIo({}), new Command());

describe("table", () => {
  it("lines columns up, figures to the right, and ends no line with blanks", () => {
    const rows = [
      ["SITE1-LF1", 65101, 7, "-"],
      ["B", 64512, 12, ""],
    ];
    expect(table(session, ["SITE", "AS", "N", "KEY"], rows)).toBe(
      "SITE          AS   N  KEY\nSITE1-LF1  65101   7  -\nB          64512  12",
    );
  });

  it("has its headings alone where there are no rows", () => {
    expect(table(session, ["A", "B"], [])).toBe("A  B");
  });
});
