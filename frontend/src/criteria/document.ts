/** Criteria as a document, changed without touching the one before: what undo goes back to. */

export type Part = Record<string, unknown>;
export type How = "all" | "any" | "none";
export type Way = "up" | "down" | "out" | "into";

/** What a document says beside its group. */
const HEADS = ["format", "top", "unknown"];
const HOWS: readonly How[] = ["all", "any", "none"];

/** Return how a group joins its parts; nothing for a condition. */
export function howOf(part: Part): How | undefined {
  return HOWS.find((how) => Array.isArray(part[how]));
}

export function partsOf(group: Part): Part[] {
  const how = howOf(group);
  return how ? (group[how] as Part[]) : [];
}

/** Whether nothing is asked. */
export function isEmpty(document: Part): boolean {
  return partsOf(document).length === 0 && !("top" in document);
}

/** Return what stands at a path like `/all/0/any/1`; the whole for none. */
export function at(document: Part, path: string): Part | undefined {
  let here: unknown = document;
  for (const step of path.split("/").slice(1)) here = (here as Record<string, unknown> | undefined)?.[step];
  return here as Part | undefined;
}

/** Return the path of a part that is in a document. */
export function pathOf(document: Part, part: Part, path = ""): string | undefined {
  if (document === part) return path;
  const how = howOf(document);
  if (!how) return undefined;
  for (const [place, one] of partsOf(document).entries()) {
    const found = pathOf(one, part, `${path}/${how}/${place}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Return the path of the group a part is in. */
export function parentOf(path: string): string {
  return path.split("/").slice(0, -2).join("/");
}

function placeIn(path: string): number {
  return Number(path.split("/").at(-1));
}

export function copy(document: Part): Part {
  return structuredClone(document);
}

export function put(document: Part, path: string, part: Part): Part {
  const next = copy(document);
  const group = at(next, parentOf(path));
  if (group) partsOf(group)[placeIn(path)] = part;
  return next;
}

/** Return a document with a part added to a group, and where it is now. */
export function insert(document: Part, group: string, part: Part): { document: Part; path: string } {
  const next = copy(document);
  const holder = at(next, group) ?? next;
  partsOf(holder).push(part);
  return { document: next, path: pathOf(next, part) ?? "" };
}

export function remove(document: Part, path: string): Part {
  const next = copy(document);
  const group = at(next, parentOf(path));
  if (group) partsOf(group).splice(placeIn(path), 1);
  return tidied(next);
}

export function join(document: Part, path: string, how: How): Part {
  const next = copy(document);
  const group = at(next, path);
  const old = group && howOf(group);
  if (!group || !old || old === how) return next;
  group[how] = group[old];
  delete group[old];
  return next;
}

/** Put a part into a group of its own, joined the other way than what is around it. */
export function wrap(document: Part, path: string): { document: Part; path: string } {
  const next = copy(document);
  const holder = at(next, parentOf(path)) ?? next;
  const part = partsOf(holder)[placeIn(path)] as Part;
  partsOf(holder)[placeIn(path)] = howOf(holder) === "all" ? { any: [part] } : { all: [part] };
  return { document: next, path: pathOf(next, part) ?? "" };
}

export function ungroup(document: Part, path: string): Part {
  const next = copy(document);
  const holder = at(next, parentOf(path)) ?? next;
  const group = partsOf(holder)[placeIn(path)] as Part;
  partsOf(holder).splice(placeIn(path), 1, ...partsOf(group));
  return tidied(next);
}

/** Move a part into a group, to a place among its parts; nothing where a group would go into itself. */
export function moveTo(document: Part, path: string, group: string, place: number): { document: Part; path: string } | undefined {
  if (group === path || group.startsWith(`${path}/`)) return undefined;
  const next = copy(document);
  const from = at(next, parentOf(path));
  const to = at(next, group);
  if (!from || !to) return undefined;
  const [part] = partsOf(from).splice(placeIn(path), 1);
  if (!part) return undefined;
  partsOf(to).splice(place, 0, part);
  const tidy = tidied(next);
  return { document: tidy, path: pathOf(tidy, part) ?? "" };
}

/** Move a part one step; nothing where there is no way. */
export function step(document: Part, path: string, way: Way): { document: Part; path: string } | undefined {
  const group = parentOf(path);
  const place = placeIn(path);
  const siblings = partsOf(at(document, group) ?? {});
  if (way === "up" && place > 0) return moveTo(document, path, group, place - 1);
  if (way === "down" && place < siblings.length - 1) return moveTo(document, path, group, place + 1);
  if (way === "into") return moveInto(document, path, siblings, place);
  if (group === "") return undefined;
  return moveTo(document, path, parentOf(group), placeIn(group) + (way === "up" ? 0 : 1));
}

function moveInto(document: Part, path: string, siblings: Part[], place: number): { document: Part; path: string } | undefined {
  const [next, previous] = [siblings[place + 1], siblings[place - 1]];
  const target = next && howOf(next) ? next : previous && howOf(previous) ? previous : undefined;
  const group = target && pathOf(document, target);
  if (!target || group === undefined) return undefined;
  return moveTo(document, path, group, target === next ? 0 : partsOf(target).length);
}

/** Take groups out that nothing is left in. */
function tidied(group: Part): Part {
  const how = howOf(group);
  if (how) group[how] = partsOf(group).filter((part) => !howOf(part) || partsOf(tidied(part)).length > 0);
  return group;
}

/** Add a value of a field to what is asked, or take it out again. */
export function toggle(document: Part, field: string, is: string, value: string): Part {
  const wrapped: Part = howOf(document) === "all" ? copy(document) : { ...heads(document), all: [bare(document)] };
  const parts = partsOf(wrapped);
  const there = parts.find((part) => part["field"] === field && part["is"] === is && Array.isArray(part["value"]));
  if (!there) {
    parts.push({ field, is, value: [value] });
    return wrapped;
  }
  const values = there["value"] as string[];
  there["value"] = values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
  if ((there["value"] as string[]).length === 0) parts.splice(parts.indexOf(there), 1);
  return wrapped;
}

/** Whether a value of a field is asked for at the outside. */
export function asks(document: Part, field: string, is: string, value: string): boolean {
  if (howOf(document) !== "all") return false;
  return partsOf(document).some(
    (part) => part["field"] === field && part["is"] === is && Array.isArray(part["value"]) && part["value"].includes(value),
  );
}

function heads(document: Part): Part {
  return Object.fromEntries(Object.entries(copy(document)).filter(([key]) => HEADS.includes(key)));
}

function bare(document: Part): Part {
  return Object.fromEntries(Object.entries(copy(document)).filter(([key]) => !HEADS.includes(key)));
}

/** Say what happens to who has no value for something that is asked. */
export function verifying(document: Part, is: boolean): Part {
  const next = copy(document);
  delete next["unknown"];
  return is ? { ...next, unknown: "verify" } : next;
}
