/** The anchor that GitHub gives a heading: lower case, hyphens for spaces, punctuation left out. */
export function slug(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, "")
    .replace(/ /g, "-");
}

/** Gives each heading of a page its anchor, the second of the same name with `-1`, as GitHub does. */
export function anchors(): (heading: string) => string {
  const given = new Set<string>();
  return (heading) => {
    const base = slug(heading);
    let anchor = base;
    for (let count = 1; given.has(anchor); count += 1) anchor = `${base}-${count}`;
    given.add(anchor);
    return anchor;
  };
}
