import { expect, test } from "bun:test";
import { deviceOf } from "./device.ts";

test("a browser is told by its own name", () => {
  const chrome =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
  expect(deviceOf(chrome)).toBe("Chrome on Windows");
  expect(deviceOf(`${chrome} Edg/140.0`)).toBe("Edge on Windows");
  expect(deviceOf("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe("Firefox on Linux");
  expect(deviceOf("curl/8.5.0")).toBe("curl/8.5.0");
  expect(deviceOf(null)).toBe("Unknown device");
});
