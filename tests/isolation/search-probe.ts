import { sql } from "drizzle-orm";
import type { World } from "../world.ts";
import type { Org } from "./fixture.ts";

/** What the other organisation has under the same id, title and words, and words that would crowd out its own. */
export async function probeSearch(world: World, acme: Org, rival: Org): Promise<string[]> {
  const complaints: string[] = [];
  const mark = `x${crypto.randomUUID().replaceAll("-", "").replace(/[0-9]/g, "q")}`;
  const crowd = ["a", "b", "c", "d", "e"].map((letter) => `${mark}zyy${letter}`).join(" ");
  const make = async (org: Org, title: string, more = "") => {
    const { rows } = await world.owner.query(
      `insert into search_entries (organization_id, kind, title, note, title_key, words, ids)
       values ($1, 'resource', $2, 'note', $2, array_to_tsvector(app.words_of($2 || ' ' || $4)), array[$3]) returning id`,
      [org.id, title, `id-${mark}`, more],
    );
    return String(rows[0].id);
  };
  const [mine, theirs] = [await make(acme, `${mark}zy own`), await make(rival, `${mark}zy own`, crowd)];
  const second = await make(acme, `${mark}zy second`);
  const find = async (text: string, limit = 50) => {
    const found = sql`select id from app.search(${text}, array['entity', 'resource', 'finding'], ${limit})`;
    return world.database.read(
      { organizationId: acme.id },
      (db) => [db.execute(found)],
      ([answer]) => answer.rows.map(({ id }) => String(id)),
    );
  };
  const both = [mine, second].sort();
  const cases: [what: string, text: string, wanted: string[]][] = [
    ["its id", `id-${mark}`, both],
    ["another's uuid", theirs, []],
    ["its own uuid", mine, [mine]],
    ["a title", `${mark}zy`, both],
    ["a word", `own ${mark}`, [mine]],
    ["a mistyped word", `${mark}zyy`, both],
  ];
  for (const [what, text, wanted] of cases) {
    const found = (await find(text)).sort();
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      complaints.push(`search by ${what} finds ${found.length}, not ${wanted.length}`);
  }
  if ((await find(`id-${mark}`, 1)).length !== 1) complaints.push("search knows no limit");
  const outside = await world.database
    .identity()
    .execute(sql`select id from app.search(${`id-${mark}`}, array['resource'], 50)`);
  if (outside.rows.length > 0) complaints.push("search finds something outside an organisation");
  await world.owner.query("delete from search_entries where id = any($1)", [[mine, theirs, second]]);
  await world.owner.query("delete from search_words where word like $1", [`${mark}%`]);
  return complaints;
}
