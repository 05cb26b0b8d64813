import { DurableObject } from "cloudflare:workers";
import type { Anchor } from "../src/ports/anchors.ts";
import type { Message } from "../src/ports/hub.ts";
import { type Bindings, drainWithin } from "./runtime.ts";

/** Messages kept for clients that come back: some minutes of a busy scan. */
const KEPT = 500;
/** One is enough to notice that the chain before it was rewritten; more tell where. */
const ANCHORS_KEPT = 1_000;
const PING_MS = 15_000;
/** Per organisation; what a Durable Object serves comfortably with SSE. */
const STREAMS_MAX = 2000;
const DRAIN_MS = 20_000;
/** When the database was away: sooner than the next minute's cron. */
const LOOK_AGAIN_MS = 2_000;
const SECOND_MS = 1_000;

type Listener = (line: string) => void;

/** One organisation's live channel, and the clock that looks for its due jobs between two crons. */
export class Hub extends DurableObject<Bindings> {
  #listeners = new Set<Listener>();

  constructor(state: DurableObjectState, env: Bindings) {
    super(state, env);
    state.storage.sql.exec(
      "create table if not exists messages (seq integer primary key autoincrement, message text not null)",
    );
    state.storage.sql.exec(
      "create table if not exists anchors (seq integer primary key, hash text not null, at text not null)",
    );
    state.storage.sql.exec("create table if not exists looks (at integer primary key)");
  }

  publish(messages: readonly Message[]): void {
    const { sql } = this.ctx.storage;
    for (const message of messages) {
      const { seq } = sql
        .exec<{ seq: number }>("insert into messages (message) values (?) returning seq", JSON.stringify(message))
        .one();
      for (const listen of this.#listeners) listen(JSON.stringify({ ...message, seq }));
      sql.exec("delete from messages where seq <= ?", seq - KEPT);
    }
  }

  /** Lines of JSON: what was missed, then what happens, and a ping each 15 s. */
  override async fetch(request: Request): Promise<Response> {
    if (this.#listeners.size >= STREAMS_MAX) return new Response("busy", { status: 503 });
    const parameter = new URL(request.url).searchParams.get("after");
    const missed = this.#missed(parameter === null ? null : Number(parameter));
    const encoder = new TextEncoder();
    let stop = () => {};
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const write: Listener = (line) => controller.enqueue(encoder.encode(`${line}\n`));
        const timer = setInterval(() => {
          try {
            write('"ping"');
          } catch {
            stop();
          }
        }, PING_MS);
        stop = () => {
          clearInterval(timer);
          this.#listeners.delete(write);
        };
        this.#listeners.add(write);
        write('"ping"');
        for (const item of missed) write(JSON.stringify(item));
      },
      cancel: () => stop(),
    });
    return new Response(body);
  }

  #missed(after: number | null): unknown[] {
    if (after === null) return [];
    const { sql } = this.ctx.storage;
    const { first, last } = sql
      .exec<{ first: number | null; last: number | null }>("select min(seq) first, max(seq) last from messages")
      .one();
    const newest = last ?? 0;
    if (after > newest || (first !== null && after < first - 1)) return [{ seq: newest, topic: "reset" }];
    return [
      ...sql.exec<{ seq: number; message: string }>(
        "select seq, message from messages where seq > ? order by seq",
        after,
      ),
    ].map(({ seq, message }) => ({ ...JSON.parse(message), seq }));
  }

  /** The first anchor of a number stays, whatever the database says later. */
  keepAnchor({ seq, hash, at }: Anchor): void {
    const { sql } = this.ctx.storage;
    sql.exec("insert into anchors (seq, hash, at) values (?, ?, ?) on conflict do nothing", seq, hash, at);
    sql.exec("delete from anchors where seq not in (select seq from anchors order by seq desc limit ?)", ANCHORS_KEPT);
  }

  newestAnchors(limit: number): Anchor[] {
    return [...this.ctx.storage.sql.exec<Anchor>("select seq, hash, at from anchors order by seq desc limit ?", limit)];
  }

  /** Looks for due jobs at that time, and at every other that was asked for: to the second, where it is not at once. */
  async lookAt(at: number): Promise<void> {
    const isSoon = at < Date.now() + SECOND_MS;
    this.#keepLook(isSoon ? at : Math.ceil(at / SECOND_MS) * SECOND_MS);
    await this.#setNextAlarm();
  }

  override async alarm(): Promise<void> {
    const began = Date.now();
    const again = await drainWithin(this.env, DRAIN_MS).catch(() => new Date(Date.now() + LOOK_AGAIN_MS));
    this.ctx.storage.sql.exec("delete from looks where at <= ?", began);
    if (again) this.#keepLook(again.getTime());
    await this.#setNextAlarm();
  }

  #keepLook(at: number) {
    this.ctx.storage.sql.exec("insert into looks (at) values (?) on conflict do nothing", at);
  }

  async #setNextAlarm() {
    const { next } = this.ctx.storage.sql.exec<{ next: number | null }>("select min(at) next from looks").one();
    if (next !== null) await this.ctx.storage.setAlarm(next);
  }
}
