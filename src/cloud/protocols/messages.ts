export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** How AWS's common service framework words a missing member. */
export function nullMember(name: string): string {
  return `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`;
}
