type Related = Record<string, string[]>;

/** "cis-aws-7.0: 2.1, 2.2" for each line. */
export function readRelated(text: string): { requirements: Related; problem: string | null } {
  const requirements: Related = {};
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const [, framework = "", ids = ""] = /^\s*([a-z0-9.-]+)\s*:\s*(.+)$/.exec(line) ?? [];
    if (framework === "") return { requirements, problem: `Line ${at + 1}: write it as cis-aws-7.0: 2.1, 2.2` };
    requirements[framework] = ids
      .split(",")
      .map((id) => id.trim())
      .filter(Boolean);
  }
  return { requirements, problem: null };
}

export const writeRelated = (requirements: Readonly<Related>) =>
  Object.entries(requirements)
    .map(([framework, ids]) => `${framework}: ${ids.join(", ")}`)
    .join("\n");
