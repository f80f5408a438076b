import { AwsError } from "../core/error.ts";

/** What CloudFormation answers for a template that it cannot use. */
export const invalidTemplate = (message: string): AwsError => new AwsError("ValidationError", message);
