/**
 * Framework → requirement ids, written as one line each. The mapping follows the public ones of Prowler and powerpipe;
 * "aws-fsbp" holds only ids that both list.
 */
export const related = (frameworks: Record<string, string>): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(frameworks).map(([framework, ids]) => [framework, ids.split(" ")]));
