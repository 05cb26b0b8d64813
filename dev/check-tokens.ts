import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./folder.ts";

type Rgb = readonly [number, number, number];
type Pair = { theme: string; on: string; of: string; ratio: number; least: number };

/** WCAG 2.2: 1.4.3 for text, 1.4.11 for what carries meaning without being text. */
const TEXT = 4.5;
const GRAPHIC = 3;
/** A pale amber cannot reach 3 on white; it never stands without a word beside it. */
const AMBER = 2;
const CHART = 2.95;
const CHARTS = 8;
const STATES = ["ok", "warn", "bad", "info", "idle"];
const SURFACES = ["canvas", "surface", "sunken", "raised"];

/** Every pair of colours of the theme that must be told apart, with its contrast. */
export function pairsOf(css: string): Pair[] {
  return [["light", ":root"] as const, ["dark", '[data-theme="dark"]'] as const].flatMap(([theme, selector]) => {
    const tokens = tokensOf(css, selector);
    const pair = (of: string, on: string, least: number): Pair => {
      const [a, b] = [tokens.get(of), tokens.get(on)];
      return { theme, of, on, least, ratio: a && b ? contrast(a, b) : Number.NaN };
    };
    return [
      ...SURFACES.flatMap((on) => ["fg", "fg-2", "fg-3"].map((of) => pair(of, on, TEXT))),
      ...STATES.flatMap((state) => [
        pair(`${state}-fg`, `${state}-soft`, TEXT),
        pair(`${state}-fg`, "surface", TEXT),
        pair(state, "surface", state === "warn" && theme === "light" ? AMBER : GRAPHIC),
      ]),
      ...[
        pair("on-accent", "accent", TEXT),
        pair("accent-fg", "surface", TEXT),
        pair("accent-fg", "accent-soft", TEXT),
      ],
      ...[pair("line-control", "surface", GRAPHIC), pair("ring", "canvas", GRAPHIC)],
      ...Array.from({ length: CHARTS }, (_, index) => pair(`chart-${index + 1}`, "surface", CHART)),
    ];
  });
}

/** A pair whose colour is missing has no contrast, and fails too. */
export const fails = ({ ratio, least }: Pair) => !(ratio >= least);

function tokensOf(css: string, selector: string): Map<string, Rgb> {
  const block = css.split(`${selector} {`)[1]?.split("\n}")[0] ?? "";
  const colour = /--([\w-]+):\s*oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g;
  return new Map(
    [...block.matchAll(colour)].map(([, name, l, c, h]) => [name ?? "", linear(Number(l), Number(c), Number(h))]),
  );
}

/** OKLCH to linear sRGB: the matrices of Björn Ottosson's definition of Oklab. */
export function linear(lightness: number, chroma: number, hue: number): Rgb {
  const angle = (hue * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** WCAG's contrast ratio of two linear colours. */
export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * Math.max(0, red) + 0.7152 * Math.max(0, green) + 0.0722 * Math.max(0, blue);
}

if (import.meta.main) {
  const pairs = pairsOf(readFileSync(join(ROOT, "web/theme.css"), "utf8"));
  for (const { theme, of, on, ratio, least } of pairs.filter(fails))
    console.error(`${theme}: ${of} on ${on} has contrast ${ratio.toFixed(2)}, needs ${least}`);
  const failed = pairs.filter(fails).length;
  console.log(`${pairs.length} pairs of colours, ${failed} too close`);
  process.exit(failed ? 1 : 0);
}
