/** An amount as a decimal string, never a float, with its currency (ISO 4217). */
export type Money = { amount: string; currency: string };

/** Digits kept after the point: what `numeric(24,10)` keeps. */
const SCALE = 10;
const ONE = 10n ** BigInt(SCALE);

/** "12.5" → 125000000000n. Throws on anything that is not a plain decimal; digits past the tenth are rounded half up. */
export function toUnits(amount: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(amount.trim());
  if (!match) throw new RangeError(`Not a decimal amount: ${amount.slice(0, 40)}`);
  const [, sign, whole = "0", fraction = "", exponent = "0"] = match;
  const digits = BigInt(whole + fraction);
  const shift = SCALE - fraction.length + Number(exponent);
  const scaled = shift >= 0 ? digits * 10n ** BigInt(shift) : divideHalfUp(digits, 10n ** BigInt(-shift));
  return sign ? -scaled : scaled;
}

/** 125000000000n → "12.5". */
export function fromUnits(units: bigint): string {
  const sign = units < 0n ? "-" : "";
  const absolute = units < 0n ? -units : units;
  const fraction = (absolute % ONE).toString().padStart(SCALE, "0").replace(/0+$/, "");
  return `${sign}${absolute / ONE}${fraction ? `.${fraction}` : ""}`;
}

export const addAmounts = (...amounts: string[]) => fromUnits(amounts.reduce((sum, a) => sum + toUnits(a), 0n));
/** amount × factor; the factor is a measured or published decimal such as a price or a count of hours. */
export const timesAmount = (amount: string, factor: string | number) =>
  fromUnits(divideHalfUp(toUnits(amount) * toUnits(String(factor)), ONE));
/** amount ÷ divisor, rounded half up at the tenth digit. Throws RangeError on a divisor of zero. */
export const divideAmount = (amount: string, divisor: string) =>
  fromUnits(divideHalfUp(toUnits(amount) * ONE, toUnits(divisor)));
export const subtractAmounts = (a: string, b: string) => fromUnits(toUnits(a) - toUnits(b));
export const compareAmounts = (a: string, b: string) => {
  const difference = toUnits(a) - toUnits(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  const sign = numerator < 0n ? -1n : 1n;
  return sign * ((sign * numerator * 2n + denominator) / (denominator * 2n));
}
