import { describe, expect, test } from "bun:test";
import { parseStart } from "./env.ts";

const APP = "postgres://app_user:p@db.local/dc";
const OWNER = "postgres://owner:p@db.local/dc";
const KEY = Buffer.alloc(32).toString("base64");

test("with nothing set there is an embedded database, the demo and a default port", () => {
  expect(parseStart([], {})).toMatchObject({
    port: undefined,
    database: undefined,
    hasDemo: true,
    startsOver: false,
    bindings: { DEMO: "1" },
  });
});

test("an empty variable counts as not set", () => {
  expect(parseStart([], { DATABASE_URL: "", DATABASE_OWNER_URL: " ", PORT: "" }).database).toBeUndefined();
});

test("an argument wins over the variable", () => {
  expect(parseStart(["--port", "5000"], { PORT: "6000" }).port).toBe(5000);
});

test("both addresses of a database are taken", () => {
  expect(parseStart([], { DATABASE_URL: APP, DATABASE_OWNER_URL: OWNER }).database).toEqual({
    appUrl: APP,
    ownerUrl: OWNER,
  });
});

describe("is refused with a sentence that says what to set", () => {
  const cases: [string[], Record<string, string>, RegExp][] = [
    [[], { DATABASE_URL: APP }, /DATABASE_URL is set and DATABASE_OWNER_URL is not. Set both or neither/],
    [[], { DATABASE_OWNER_URL: OWNER }, /DATABASE_OWNER_URL is set and DATABASE_URL is not. Set both or neither/],
    [[], { DATABASE_URL: "mysql://x", DATABASE_OWNER_URL: OWNER }, /DATABASE_URL must be postgres:\/\/app_user/],
    [[], { DATABASE_URL: OWNER, DATABASE_OWNER_URL: OWNER }, /DATABASE_URL must log in as app_user/],
    [
      [],
      { DATABASE_URL: "postgres://app_user@h/d", DATABASE_OWNER_URL: OWNER },
      /DATABASE_URL must contain a password/,
    ],
    [[], { DATABASE_URL: `${APP}?sslmode=require`, DATABASE_OWNER_URL: OWNER }, /sslmode=require/],
    [[], { DATABASE_URL: APP, DATABASE_OWNER_URL: "postgres://o:p@other/d" }, /different servers/],
    [["--reset"], { DATABASE_URL: APP, DATABASE_OWNER_URL: OWNER }, /--reset/],
    [[], { PORT: "40000" }, /PORT must be at most 32767/],
    [["--port", "abc"], {}, /PORT must be a number/],
    [["--prot", "1"], {}, /Known: --port <number>, --reset/],
    [[], { SEAL_KEYS: '{"1":"short"}' }, /SEAL_KEYS must be JSON/],
    [[], { SEAL_KEYS: `{"a":"${KEY}"}` }, /SEAL_KEYS must be JSON/],
    [[], { APP_ORIGIN: "devcontrol.example.com" }, /APP_ORIGIN must be an address/],
    [[], { APP_ORIGIN: "https://devcontrol.example.com/app" }, /APP_ORIGIN must have no path/],
    [[], { CORS_ORIGINS: "https://a.example.com,b" }, /CORS_ORIGINS must be origins/],
    [[], { DEMO: "yes" }, /DEMO must be 0 or 1/],
    [[], { AWS_ENDPOINT: "localhost" }, /AWS_ENDPOINT must be an address/],
    [[], { CONNECTOR_ACCESS_KEY_ID: "AKIA" }, /CONNECTOR_SECRET_ACCESS_KEY is not/],
  ];
  test.each(cases)("%j %j", (args, variables, sentence) => {
    expect(() => parseStart(args, variables)).toThrow(sentence);
  });
});

test("a good key ring is taken", () => {
  const ring = JSON.stringify({ "1": KEY });
  expect(parseStart([], { SEAL_KEYS: ring }).bindings).toMatchObject({ SEAL_KEYS: ring });
});
