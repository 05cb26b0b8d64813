import { expect, test } from "bun:test";
import { isLike, subjectOf } from "./fuzzy.ts";

test.each([
  ["Costs: Explorer", "expl", true],
  ["Costs: Explorer", "cex", true],
  ["Costs: Explorer", "explorer costs", true],
  ["Costs: Explorer", "xpe", false],
  ["Use dark theme", "dt", true],
  ["Overview", "", true],
  ["Overview", "costs", false],
])("%s is like %p: %p", (words, typed, is) => expect(isLike(words, typed)).toBe(is));

test.each([
  ["who owns checkout", "checkout"],
  ["Who owns checkout?", "checkout"],
  ["who is on call for data-lake", "data-lake"],
  ["what does search cost?", "search"],
  ["show me billing", "billing"],
  ["who", "who"],
  ["arn:aws:s3:::shop?", "arn:aws:s3:::shop?"],
  ["owner", "owner"],
])("%p asks for %p", (typed, subject) => expect(subjectOf(typed)).toBe(subject));
