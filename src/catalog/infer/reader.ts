import type { Evidence } from "../../../db/schema/suggestions.ts";
import type { LineProblem } from "../read-yaml.ts";
import type { Entity } from "../validate.ts";

export type { Evidence } from "../../../db/schema/suggestions.ts";

/** An entity that nobody has declared, with what speaks for it. `owner` is missing in its spec: `ownerOf` may find one. */
export type Inferred = {
  entity: Entity;
  /** The folder or file that it is made from: whoever owns that owns it. */
  path: string;
  /** 0 to 1: how likely a person would declare the same. */
  confidence: number;
  evidence: Evidence[];
};

/** `project`: what its names begin with, so that two repositories may both have an "api". */
export type InferInput = { file: string; text: string; project: string };
export type InferResult = { inferred: Inferred[]; problems: LineProblem[] };

/** A kind of file that tells of entities without meaning to: a file in this folder and a line in its index. */
export type FileReader = {
  id: string;
  title: string;
  /** By the path in a repository, or by what somebody pasted. */
  matches(path: string): boolean;
  looksLike(text: string): boolean;
  read(input: InferInput): InferResult;
};

/** Nothing in the file tells it, and it must be filled in. */
export const UNKNOWN = "unknown";
const NAME_MAX = 63;

/** A name that the catalogue takes: "My Service!" → "my-service". */
export const toName = (...parts: readonly string[]): string =>
  parts
    .join("-")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, NAME_MAX)
    .replace(/-+$/, "");

/** "shop" and "api" → "shop-api"; "shop" and "shop-api" or "shop" → as it is. */
export const nameIn = (project: string, name: string): string =>
  project === "" || toName(name) === toName(project) || toName(name).startsWith(`${toName(project)}-`)
    ? toName(name)
    : toName(project, name);
