import { access } from "node:fs/promises";
import type { Page } from "playwright-core";
import { hubshiftError } from "../errors/index.ts";

/** Debian's package `chromium`. */
const CHROMIUM = "/usr/bin/chromium";

/** Without these Chromium looks for updates and talks to its maker while it draws. */
const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Opens a page in a browser of its own, and closes both when WORK is done. It reaches files and no network, so that what it draws
 * depends on this machine alone. Throws `browser-missing` where Debian's Chromium is not installed.
 */
export async function withPage<T>(work: (page: Page) => Promise<T>, executable = CHROMIUM): Promise<T> {
  await access(executable).catch((cause) => {
    throw hubshiftError("browser-missing", { program: executable }, { exitCode: 1, cause });
  });
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({ executablePath: executable, args: QUIET });
  try {
    const context = await browser.newContext({
      offline: true,
      deviceScaleFactor: 2,
      locale: "en-GB",
      timezoneId: "UTC",
    });
    return await work(await context.newPage());
  } finally {
    await browser.close();
  }
}
