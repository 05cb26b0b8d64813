import { expect, test } from "bun:test";
import { renderToStaticMarkup } from "react-dom/server";
import { Markdown } from "./markdown.tsx";

const html = (text: string) => renderToStaticMarkup(<Markdown text={text} />);

test("nothing in a text can run, and no picture is loaded", () => {
  const hostile = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[data](data:text/html,x)",
    "![p](https://evil.example/x.png)",
    "<a href='javascript:alert(1)'>x</a>",
    "`<b>`",
    "<https://ok.example>",
  ];
  const out = html(hostile.join("\n\n"));
  expect(out).not.toMatch(/<script|<img|onerror=[^&]*>(?!.*&gt;)|href="(javascript|data):/i);
  expect(out).toContain("&lt;script&gt;");
  expect(out).toContain('href="https://ok.example"');
});

test("what people write is read", () => {
  const out = html(
    "# Title\n\nSome **bold** and `code`.\n\n- one\n- [x] two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx < y\n```",
  );
  for (const part of ["<h3", "<strong", "<code", "<li>", "<table", "<td", "x &lt; y"]) expect(out).toContain(part);
});

test("a text that is nested without end is drawn", () => {
  expect(html(`${">".repeat(300)} deep`).length).toBeGreaterThan(0);
});
