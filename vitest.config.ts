import { defineConfig } from "vitest/config";

/** What talks to LocalCloud through real clients, synthesizes with the CDK or opens a browser: no root, but minutes rather than seconds. */
const cloud = [
  "test/cloud/**/*.test.ts",
  "test/lambda/**/*.test.ts",
  "test/stack/**/*.test.ts",
  "test/docs/**/*.test.ts",
];
const lab = ["test/lab/**/*.test.ts"];

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/**/*.test.ts"], exclude: [...cloud, ...lab], testTimeout: 15_000 } },
      { test: { name: "cloud", include: cloud, testTimeout: 30_000, hookTimeout: 60_000 } },
      {
        // Scenarios with real packets: one file after the other, because two labs that boot at once on two cores disturb each other's clocks.
        test: { name: "lab", include: lab, fileParallelism: false, testTimeout: 180_000, hookTimeout: 180_000 },
      },
    ],
  },
});
