import { badRequest } from "../base/errors.ts";
import type { Context } from "../base/trpc.ts";
import { countTry } from "./lockout.ts";
import { isPassword } from "./people.ts";
import { readSecondFactor, spendCode } from "./second-factor.ts";

export type Mine = Context & { caller: { userId: string; name: string; email: string | null } };

export const factorsOf = ({ database, ports, now }: Context) => ({ database, keys: ports.sealKeys, now });
export const tryOf = ({ caller, client }: Mine) => ({ email: caller.email ?? caller.userId, ip: client.ip });

/**
 * A session left open must not be enough to change how one signs in: the password is asked for or, once there is a
 * second factor, a code of it. Who has neither proves nothing.
 */
export async function prove(ctx: Mine, proof: string) {
  const { userId } = ctx.caller;
  const isOn = (await readSecondFactor(ctx.database, userId)) !== null;
  const counted = await countTry(ctx.database, "code", tryOf(ctx), ctx.now);
  const isProven =
    (isOn && (await spendCode(factorsOf(ctx), userId, proof)) !== null) ||
    ((await isPassword(ctx.database, userId, proof)) ?? !isOn);
  if (!isProven) {
    const sentence = isOn ? "This is neither your password nor a code." : "This is not your password.";
    throw badRequest(sentence, { proof: sentence });
  }
  await counted.succeed();
}
