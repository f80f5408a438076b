export { type SynthesizedStack, type SynthesizeOptions, stackName, synthesize } from "./synthesize.ts";
