import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROLES } from "../db/schema/organizations.ts";
import { mayCall, type Permission, permissionsOf } from "../src/base/permissions.ts";
import { appRouter } from "../src/router.ts";
import { ROOT } from "./folder.ts";

/** Writes docs/permissions.md from the router; `--check` only says whether it is what the router says. */
const FILE = "docs/permissions.md";
const COLUMNS = ["What", "Procedure", "Viewer", "Developer", "Maintainer", "Owner", "API key's scope"];
const HEAD = `# Who may do what

Made from the router by \`bun run docs:permissions\`: do not edit. \`bun run check\` fails when it is not what the router says, and
\`tests/isolation/roles.test.ts\` asks every procedure as every caller whether the table is true.

A role holds in one organisation and contains the ones before it: viewer, developer, maintainer, owner. An API key can do what
its role and its scopes allow, and never more than its maker still may; a dash in its column means that people alone may.
"On a service": with a role that was given on that service, to the person or to a team of theirs.
`;

const text = `${HEAD}\n${sections(permissionsOf(appRouter))}`;
if (!process.argv.includes("--check")) {
  writeFileSync(join(ROOT, FILE), text);
  console.log(`${FILE} was written.`);
} else if (read() !== text) {
  console.log(`${FILE} is not what the router says. Run: bun run docs:permissions`);
  process.exit(1);
}

function read(): string | null {
  try {
    return readFileSync(join(ROOT, FILE), "utf8");
  } catch {
    return null;
  }
}

function sections(permissions: readonly Permission[]): string {
  const capabilities = [...new Set(permissions.map(({ capability }) => capability))];
  return capabilities
    .map((capability) => {
      const rows = permissions.filter((each) => each.capability === capability).map(rowOf);
      const lines = [COLUMNS, COLUMNS.map(() => "---"), ...rows];
      return `## ${capability}\n\n${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
    })
    .join("\n");
}

function rowOf(permission: Permission): string[] {
  const { title, path, needs, scope, isPerService } = permission;
  const roles =
    needs === "anyone"
      ? ROLES.map(() => "everybody")
      : needs === "signed-in"
        ? ROLES.map(() => "signed in")
        : ROLES.map((role) => (mayCall(role, permission) ? "yes" : isPerService ? "on a service" : ""));
  return [title, `\`${path}\``, ...roles, scope ? `\`${scope}\`` : "–"];
}
