import { expect, test } from "bun:test";
import { composeMail } from "./mail.ts";

test("a name with markup stays text, in the mail's HTML too", () => {
  const mail = composeMail({
    to: "ada@example.com",
    subject: "Join <b>Acme</b>",
    paragraphs: ['<script>alert("x")</script> & Co. invites you.'],
    action: { label: "Join", link: 'https://devcontrol.example.com/invite#a"b' },
    closing: "It works once.",
  });
  expect(mail.text).toContain('<script>alert("x")</script> & Co. invites you.');
  expect(mail.html).not.toContain("<script>");
  expect(mail.html).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; Co. invites you.");
  expect(mail.html).toContain('href="https://devcontrol.example.com/invite#a&quot;b"');
});
