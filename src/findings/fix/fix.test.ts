import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { fillCommand, shellQuote } from "../../base/command.ts";
import { RULES } from "../rules/index.ts";
import { BY_HAND, COMMANDS } from "./commands.ts";
import { commandOf, fixFor, hclString } from "./fix.ts";
import { PATCHES } from "./patches.ts";

/** Where a shell may write to when the quoting is broken. */
const folder = mkdtempSync(join(tmpdir(), "devcontrol-shell-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a real shell makes of a command, word by word. It finds no program and stands in a folder of its own. */
async function words(command: string): Promise<string[]> {
  const child = Bun.spawn(["/bin/sh", "-c", `set -- ${command}; printf '%s\\0' "$@"`], {
    cwd: folder,
    env: { PATH: "/nonexistent" },
    stdout: "pipe",
    stderr: "pipe",
  });
  const text = await new Response(child.stdout).text();
  return text.split("\0").slice(0, -1);
}
const text = (filled: ReturnType<typeof fillCommand>) =>
  "text" in filled ? filled.text : `refused: ${filled.refused}`;

/** Each does something when the quoting is broken, and no harm: they are run then. */
const NASTY = [
  "$(printf evil|cat)",
  "`id`",
  "a; exit 3",
  'it\'s "quoted" \\ here',
  "a && b || c > written",
  "*",
  "~root",
  "#comment",
  "!history",
  `\${IFS}`,
];

describe("a name that somebody else has chosen", () => {
  test.each(NASTY)("%s is one word of the command, as it is", async (name) => {
    const filled = text(fillCommand("aws cloudwatch enable-alarm-actions --alarm-names <id> --more", { id: name }));
    expect(await words(filled)).toEqual(["aws", "cloudwatch", "enable-alarm-actions", "--alarm-names", name, "--more"]);
  });

  test.each(NASTY)("%s inside JSON in single quotes stays inside its string", async (name) => {
    const filled = text(fillCommand(`aws s3api x --y '{"Prefix":"<id>/"}' --z`, { id: name }));
    const [, , , , json = "", last] = await words(filled);
    expect(JSON.parse(json)).toEqual({ Prefix: `${name}/` });
    expect(last).toBe("--z");
  });

  test.each([
    ["-rf"],
    ["--profile=other"],
    ["file:///etc/passwd"],
    ["https://evil.example/x"],
    ["two\nlines"],
    ["escape\u001b[2J"],
    ["\u202egnp.exe"],
    [""],
  ])("%j is refused", (name) => expect(fillCommand("aws x --y <id>", { id: name })).toHaveProperty("refused"));

  test("does not begin a field of a structure", () => {
    expect(fillCommand("aws x --attributes Key=a,Value=<id>", { id: "b,Key=c" })).toHaveProperty("refused");
    expect(text(fillCommand("aws x --attributes Key=a,Value=<id>", { id: "b-1" }))).toBe(
      "aws x --attributes Key=a,Value=b-1",
    );
  });

  test("of any letters is one word once it is quoted", async () => {
    const samples = fc.sample(
      fc.string({ unit: "grapheme-ascii", minLength: 1 }).filter((each) => !each.includes("\0")),
      40,
    );
    expect(await words(samples.map(shellQuote).join(" "))).toEqual(samples);
  });

  test("is no template in Terraform, and no structure in YAML", () => {
    expect(hclString(`a\${file("/etc/passwd")}%{if}"`)).toBe(`"a$\${file(\\"/etc/passwd\\")}%%{if}\\""`);
    const target = { type: "AWS::S3::Bucket", nativeId: 'x"\\: {a}', arn: "arn", name: "on", region: "eu-west-1" };
    const { cloudFormation } = fixFor({ id: "S3-008", remedy: "Do." }, target);
    expect(parse(cloudFormation ?? "")).toEqual({
      Resources: {
        on: {
          Type: "AWS::S3::Bucket",
          Properties: { BucketName: 'x"\\: {a}', VersioningConfiguration: { Status: "Enabled" } },
        },
      },
    });
  });
});

test("what the reader must choose is a word in capitals, and said", () =>
  expect(fillCommand("aws x --bucket <log bucket> --id <id>", { id: "i-1" })).toEqual({
    text: "aws x --bucket LOG_BUCKET --id i-1",
    toReplace: ["LOG_BUCKET"],
  }));

test("every command of every rule can be filled, in the region of the resource", () => {
  for (const rule of RULES.filter(commandOf)) {
    const target = {
      type: rule.resourceType,
      nativeId: "group/thing",
      arn: "arn:aws:x:eu-west-1:123456789012:thing",
      name: "thing",
      region: "eu-west-1",
    };
    const { command } = fixFor(rule, target);
    expect({ id: rule.id, text: command?.text }).toEqual({ id: rule.id, text: expect.stringMatching(/^aws [^<>]+$/) });
    if (!/^aws (iam|cloudfront) /.test(command?.text ?? "")) expect(command?.text).toContain("eu-west-1");
  }
});

test("every patch belongs to a rule, and is filled with the resource", () => {
  const ids = new Set(RULES.map(({ id }) => id));
  for (const id of Object.keys(PATCHES)) {
    expect(ids.has(id)).toBe(true);
    const rule = RULES.find((each) => each.id === id);
    const fix = fixFor(
      { id, remedy: "Do." },
      { type: rule?.resourceType ?? "", nativeId: "my-thing", arn: "arn:aws:x", name: "My thing", region: "eu-west-1" },
    );
    expect(fix.terraform ?? "").not.toMatch(/<(id|arn)>/);
    if (fix.terraform) {
      expect(fix.terraform).toContain('"my_thing" {');
      const count = (sign: string) => fix.terraform?.split(sign).length;
      expect([id, count("{"), count("[")]).toEqual([id, count("}"), count("]")]);
    }
    if (fix.cloudFormation) expect(parse(fix.cloudFormation).Resources.Mything.Type).toBe(rule?.resourceType);
  }
  console.log(`${Object.keys(PATCHES).length} patches`);
});

test("each compliance rule has something to copy, or says why a person must do it", () => {
  const rules = RULES.filter(({ pack }) => pack === "compliance");
  const count = (has: (id: string) => unknown) => rules.filter(({ id }) => has(id)).length;
  const withCommand = rules.filter(commandOf);
  console.log(
    `${rules.length} rules: ${withCommand.length} commands, ${count((id) => PATCHES[id]?.terraform)} Terraform, ` +
      `${count((id) => PATCHES[id]?.cloudFormation)} CloudFormation, ${count((id) => BY_HAND[id])} by hand`,
  );
  expect(rules.filter((rule) => !commandOf(rule) && !BY_HAND[rule.id]).map(({ id }) => id)).toEqual([]);
  // Neither a second command for a rule that has its own, nor an excuse beside a command.
  expect(rules.filter(({ id, cli }) => (cli && COMMANDS[id]) || (COMMANDS[id] && BY_HAND[id]))).toEqual([]);
  for (const id of [...Object.keys(COMMANDS), ...Object.keys(BY_HAND)])
    expect({ id, isRule: rules.some((rule) => rule.id === id) }).toEqual({ id, isRule: true });
});

test("no rule's command gives a hostile resource a second word, a substitution or a second command", async () => {
  for (const rule of RULES.filter(commandOf))
    for (const nasty of NASTY) {
      const of = (name: string) => ({ type: rule.resourceType, nativeId: name, arn: `arn:aws:x:eu-west-1:1:${name}` });
      const fixed = (name: string) => fixFor(rule, { ...of(name), name, region: "eu-west-1" }).command;
      const [plain, hostile] = [fixed("thing"), fixed(nasty)];
      if (!plain || !hostile || hostile.text === plain.text) continue;
      // What the shell would run is the plain command with another name in its place.
      expect({ id: rule.id, text: hostile.text.replaceAll(/'[^']*'|\\'|"(\\.|[^"\\])*"/g, "") }).toEqual({
        id: rule.id,
        text: expect.not.stringMatching(/[$`;&|*~!#\\]|IFS/),
      });
    }
});
