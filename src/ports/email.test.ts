import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { startResend } from "../../tests/fakes/resend.ts";
import { noEmail, resendEmail } from "./email.ts";

const resend = startResend("re_test");
afterAll(() => resend.stop());
beforeEach(() => {
  resend.mails.length = 0;
});

const from = "DevControl <mail@devcontrol.example.com>";
const email = resendEmail({ apiKey: "re_test", from, endpoint: resend.url });
const mail = { to: "ada@example.com", subject: "Hello", text: "Hello", html: "<p>Hello</p>" };
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "sent",
    (error) => error.code,
  );

describe("mail by Resend", () => {
  test("arrives with sender, address and key", async () => {
    await email.send(mail, "reset-1");
    expect(resend.mails).toEqual([{ ...mail, from, to: ["ada@example.com"], key: "reset-1" }]);
  });

  test("is sent once for a key, also when it is written in other words the second time", async () => {
    await email.send(mail, "reset-2");
    await email.send(mail, "reset-2");
    await email.send({ ...mail, text: "Hi" }, "reset-2");
    expect(resend.mails).toHaveLength(1);
  });

  test.each([
    [429, "TOO_MANY_REQUESTS"],
    [500, "BAD_GATEWAY"],
    [409, "SERVICE_UNAVAILABLE"],
    [422, "UNPROCESSABLE_CONTENT"],
  ])("says of a %d what it is, and succeeds the next time", async (status, code) => {
    resend.failNext.push(status);
    expect(await codeOf(email.send(mail, `failed-${status}`))).toBe(code);
    expect(await codeOf(email.send(mail, `failed-${status}`))).toBe("sent");
    expect(resend.mails).toHaveLength(1);
  });

  test("with a wrong key, or to nobody's server, fails in words without the key", async () => {
    const wrong = resendEmail({ apiKey: "re_secret", from, endpoint: resend.url });
    await expect(wrong.send(mail, "k")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(wrong.send(mail, "k")).rejects.not.toThrow("re_secret");
    const nobody = resendEmail({ apiKey: "re_test", from, endpoint: "http://127.0.0.1:9" });
    await expect(nobody.send(mail, "k")).rejects.toMatchObject({ code: "BAD_GATEWAY" });
  });

  test("gives up on a silent server", async () => {
    resend.failNext.push(0);
    await expect(email.send(mail, "silent")).rejects.toThrow("Resend did not answer in 10 s.");
  }, 20_000);

  test("without a provider is refused with what to set", async () => {
    await expect(noEmail.send(mail, "k")).rejects.toThrow("RESEND_API_KEY");
  });
});
