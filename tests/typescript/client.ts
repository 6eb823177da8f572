// A client as a stranger would write it with the generated types: lists, pages, filters and includes, and prints what
// it found. `rokrus.d.ts` is generated beside it; the compiler checks every name used here.
import type { components, operations } from "./rokrus.js";

type Query = NonNullable<operations["list_relations"]["parameters"]["query"]>;
type Page = operations["list_relations"]["responses"]["200"]["content"]["application/json"];
type Actor = components["schemas"]["ActorDocument"];

const base = process.argv[2] ?? "http://127.0.0.1:8000";

function address(query: Query): string {
  const url = new URL("/v1/relations", base);
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  return url.toString();
}

const query: Query = { predicate: ["takes_part_in"], subject_type: ["actors"], include: ["subject"], limit: 7 };
const ids: string[] = [];
const names = new Map<string, string>();
let next: string | null = address(query);
while (next !== null) {
  const answer: Response = await fetch(new URL(next, base));
  const page = (await answer.json()) as Page;
  for (const relation of page.data) ids.push(relation.id);
  for (const actor of Object.values<Actor>(page.included.actors ?? {})) names.set(actor.id, actor.name);
  next = page.next;
}
console.log(JSON.stringify({ ids, names: Object.fromEntries([...names].sort()) }));
