import type { TestEventPatternRequest, TestEventPatternResponse } from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { compilePattern } from "./pattern/pattern.ts";

/** Members that an event must have. API_TestEventPattern names `resources` too, but AWS takes events without it. */
const MANDATORY = ["id", "account", "source", "time", "region", "detail-type"];

export function testEventPattern(input: TestEventPatternRequest): TestEventPatternResponse {
  constrain(input, { EventPattern: { required: true, maxLength: 4096 }, Event: { required: true } });
  const pattern = compilePattern(input.EventPattern ?? "");
  return { Result: pattern.matches(parseEvent(input.Event ?? "")) };
}

function parseEvent(text: string): unknown {
  try {
    const event: unknown = JSON.parse(text);
    if (typeof event === "object" && event !== null && MANDATORY.every((name) => Object.hasOwn(event, name)))
      return event;
  } catch {
    // Answered as every other event that is none.
  }
  throw new AwsError("ValidationException", "Parameter Event is not valid.");
}
