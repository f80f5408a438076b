/** The tunnel number of each site: its pinned one, else the lowest that no site has, in the order of the sites. */
export function numberTunnels(pinned: readonly (number | undefined)[]): number[] {
  const taken = new Set(pinned);
  let free = 1;
  return pinned.map((number) => {
    if (number !== undefined) return number;
    while (taken.has(free)) free++;
    return free++;
  });
}
