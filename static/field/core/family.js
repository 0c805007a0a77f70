/* Records joined by same_child links: which record stands for each. Pure. */

/** Map of key → the smallest key it is joined with, for every key in `links` ([[key, key], …]). */
export function heads(links) {
  const parent = new Map();
  const top = (key) => {
    const above = parent.get(key);
    return above === undefined || above === key ? key : top(above);
  };
  for (const [one, other] of links) {
    const [low, high] = [top(one), top(other)].sort();
    parent.set(low, low);
    parent.set(high, low);
  }
  return new Map(Array.from(parent.keys(), (key) => [key, top(key)]));
}

/** Map of head → every key joined under it, from what `heads` gave. */
export function families(found) {
  const members = new Map();
  for (const [key, head] of found) members.set(head, [...(members.get(head) || []), key]);
  return members;
}
