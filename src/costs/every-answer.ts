import * as z from "zod";
import { Expected } from "../base/errors.ts";
import { AwsError } from "../ports/aws.ts";

/** Each page costs $0.01 and none is larger than a day's groups of a very large payer; the end of a query that never ends. */
const PAGES_MAX = 200;
/** Times that a query starts again after AWS has lost its place in it. */
const RESTARTS_MAX = 2;

type Asked<Answer> = {
  /** Asks for the page of that token; undefined = the first. */
  ask(token: string | undefined): Promise<unknown>;
  Page: z.ZodType<Answer>;
  /** Where the answer keeps the next page's token: AWS has two names for it. */
  next(answer: Answer): string | null | undefined;
};

/** The same parameters on every page, or AWS refuses it; when AWS has lost its place, all over again. */
export async function everyAnswer<Answer>(
  { meter }: { meter(): Promise<void> },
  { ask, Page, next }: Asked<Answer>,
): Promise<{ answers: Answer[]; requests: number }> {
  let requests = 0;
  for (let restarts = 0; ; restarts++) {
    try {
      const answers: Answer[] = [];
      let token: string | undefined;
      do {
        if (answers.length >= PAGES_MAX)
          throw new Expected(
            "BAD_GATEWAY",
            `Cost Explorer's answer has more than ${PAGES_MAX} pages, which is more than one sync reads.`,
          );
        await meter();
        requests++;
        const answer = Page.safeParse(await ask(token));
        if (!answer.success)
          throw new Expected(
            "BAD_GATEWAY",
            `Cost Explorer's answer could not be read: ${z.prettifyError(answer.error).slice(0, 200)}`,
          );
        answers.push(answer.data);
        token = next(answer.data) ?? undefined;
      } while (token);
      return { answers, requests };
    } catch (error) {
      if (!hasLostItsPlace(error) || restarts >= RESTARTS_MAX) throw error;
    }
  }
}

const hasLostItsPlace = (error: unknown) =>
  error instanceof AwsError && (error.code === "InvalidNextTokenException" || error.code === "RequestChangedException");
