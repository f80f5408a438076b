import type { Tag } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import type { LaunchTemplate } from "./model.ts";

interface Specification {
  LaunchTemplateId?: string | undefined;
  LaunchTemplateName?: string | undefined;
}

/** The data of the template that is named. */
export function templateData(
  { LaunchTemplateId: id, LaunchTemplateName: name }: Specification,
  templates: ReadonlyMap<string, LaunchTemplate>,
): Record<string, unknown> {
  const template = id ? templates.get(id) : [...templates.values()].find((known) => known.name === name);
  if (template) return template.data;
  const by = id ? "Id" : "Name";
  throw new AwsError(
    `InvalidLaunchTemplate${by}.NotFoundException`,
    `The specified launch template, with template ${by === "Id" ? "ID" : "name"} ${id ?? name}, does not exist.`,
  );
}

interface TagSpecification {
  ResourceType?: string;
  Tags?: Tag[];
}

/** A request with what its launch template says below it; the tags of both. */
export function withLaunchTemplate<T extends { LaunchTemplate?: Specification; TagSpecifications?: unknown }>(
  request: T,
  templates: ReadonlyMap<string, LaunchTemplate>,
): T {
  if (!request.LaunchTemplate) return request;
  const { TagSpecifications = [], ...data } = templateData(request.LaunchTemplate, templates) as {
    TagSpecifications?: TagSpecification[];
  };
  const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
  const own = (request.TagSpecifications ?? []) as TagSpecification[];
  return { ...data, ...given, TagSpecifications: [...TagSpecifications, ...own] } as T;
}
