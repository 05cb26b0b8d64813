import { expect, test } from "bun:test";
import { placeOf } from "./place.ts";

test.each([
  ["203.0.113.9", "DE", "Germany, 203.0.113.9"],
  ["203.0.113.9", null, "203.0.113.9"],
  ["203.0.113.9", "QX", "203.0.113.9"],
  ["127.0.0.1", "DE", "This machine"],
  ["::1", null, "This machine"],
  ["192.168.1.7", null, "A private network, 192.168.1.7"],
  ["172.32.0.1", null, "172.32.0.1"],
  ["fd12:3456::1", null, "A private network, fd12:3456::1"],
  [null, "DE", "Unknown place"],
])("%p in %p is %p", (ip, country, expected) => expect(placeOf({ ip, country })).toBe(expected));
