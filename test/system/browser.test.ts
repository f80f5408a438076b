import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { withPage } from "../../src/system/index.ts";

describe("a browser's page", () => {
  it("draws what it is given, and reaches no network", async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.end("reached");
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const seen = await withPage(async (page) => {
      await page.setContent(`<h1>drawn</h1><img src="http://127.0.0.1:${port}/">`);
      const heading = await page.locator("h1").textContent();
      const refused = await page.goto(`http://127.0.0.1:${port}/`).catch((error: Error) => error.message);
      return { heading, refused };
    });
    server.close();
    expect(seen.heading).toBe("drawn");
    expect(seen.refused).toContain("ERR_INTERNET_DISCONNECTED");
    expect(asked).toBe(0);
  });

  it("is missed with the command that installs it", async () => {
    const drawn = withPage(async () => "drawn", "/nowhere/chromium");
    await expect(drawn).rejects.toMatchObject({
      code: "browser-missing",
      exitCode: 1,
      message: "documents are drawn by Chromium, and there is no /nowhere/chromium",
      hint: "install it with: apt-get install chromium",
    });
  });
});
