import { generatedName } from "../../core/ids.ts";
import type { ResourceProvider } from "../../core/types.ts";
import { fromTagList, type Tag } from "../shared/tags.ts";
import { createLogGroup, deleteLogGroup, deleteRetentionPolicy, putRetentionPolicy } from "./groups.ts";
import { type LogsState, requireGroup } from "./store.ts";

interface LogGroupProperties {
  LogGroupName?: string;
  RetentionInDays?: number | string;
  Tags?: Tag[];
}

export function logGroupResource(state: LogsState): ResourceProvider {
  return {
    type: "AWS::Logs::LogGroup",
    replaces: ["LogGroupName", "LogGroupClass"],
    async create({ LogGroupName, RetentionInDays, Tags }: LogGroupProperties, resource) {
      const logGroupName = LogGroupName ?? generatedName(resource.stackName, resource.logicalId, 512);
      createLogGroup(state, { logGroupName, tags: { ...resource.tags, ...fromTagList(Tags) } });
      if (RetentionInDays !== undefined)
        putRetentionPolicy(state, { logGroupName, retentionInDays: Number(RetentionInDays) });
      return { physicalId: logGroupName, attributes: { Arn: `${requireGroup(state, { logGroupName }).arn}:*` } };
    },
    async update(logGroupName, { RetentionInDays, Tags }: LogGroupProperties, resource) {
      state.tags.set(requireGroup(state, { logGroupName }).arn, { ...resource.tags, ...fromTagList(Tags) });
      if (RetentionInDays === undefined) deleteRetentionPolicy(state, { logGroupName });
      else putRetentionPolicy(state, { logGroupName, retentionInDays: Number(RetentionInDays) });
      return {};
    },
    async delete(logGroupName) {
      if (state.groups.has(logGroupName)) deleteLogGroup(state, { logGroupName });
    },
  };
}
