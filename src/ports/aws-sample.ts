import { type Aws, type AwsCall, AwsError } from "./aws.ts";
import type { AwsCalls } from "./aws-calls.ts";
import { accountOn } from "./aws-sample/account.ts";
import { type Answers, ec2Answers } from "./aws-sample/answers-ec2.ts";
import { identityAnswers } from "./aws-sample/answers-identity.ts";
import { quietAnswers } from "./aws-sample/answers-quiet.ts";
import { s3Answers } from "./aws-sample/answers-s3.ts";
import { balancerAnswers, ecsAnswers, lambdaAnswers, rdsAnswers } from "./aws-sample/answers-services.ts";
import { commitmentAnswers } from "./aws-sample/commitment-answers.ts";
import { sampleCommitments } from "./aws-sample/commitments.ts";
import { ACCOUNT_ID, isRegion } from "./aws-sample/company.ts";
import { costExplorer } from "./aws-sample/cost-explorer.ts";
import { metricData } from "./aws-sample/metrics.ts";
import { absent } from "./aws-sample/paging.ts";

/** Small enough that every list of the account takes several pages. */
const PAGE_SIZE = 12;
const COST_GROUPS_A_PAGE = 5000;
const DATAPOINTS_A_PAGE = 20_000;

export type SampleSettings = { now: Date; pageSize?: number; costGroupsAPage?: number; datapointsAPage?: number };

/**
 * The account of a company that does not exist, answered like AWS: same shapes, pages, tokens and errors.
 * Everything follows from the day of `now`: two of them on one day say the same.
 */
export function sampleAws({
  now,
  pageSize = PAGE_SIZE,
  costGroupsAPage = COST_GROUPS_A_PAGE,
  datapointsAPage = DATAPOINTS_A_PAGE,
}: SampleSettings): Aws {
  const account = accountOn(now);
  const costs = costExplorer(now, costGroupsAPage);
  const session = {
    Credentials: {
      AccessKeyId: "ASIASAMPLESAMPLESAMP",
      SecretAccessKey: "sample",
      SessionToken: "sample",
      Expiration: new Date(now.getTime() + 3_600_000),
    },
  };
  const commitments = commitmentAnswers(() => now, sampleCommitments(now), pageSize);
  const answers: Answers<AwsCall> = {
    "sts:GetCallerIdentity": () => ({
      Account: ACCOUNT_ID,
      Arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/DevControlReadOnly/devcontrol`,
      UserId: "AROASAMPLESAMPLESAMPL:devcontrol",
    }),
    "sts:AssumeRole": () => session,
    "sts:AssumeRoleWithWebIdentity": () => session,
    "organizations:ListAccounts": (_input, _region, asked) => {
      throw absent(asked, "AWSOrganizationsNotInUseException", "The account is in no organization.");
    },
    ...quietAnswers,
    ...identityAnswers(now),
    ...ec2Answers(account, pageSize),
    ...rdsAnswers(account, pageSize),
    ...s3Answers(account, pageSize),
    ...lambdaAnswers(account, pageSize),
    ...ecsAnswers(account, pageSize),
    ...balancerAnswers(account, pageSize),
    "ce:GetCostAndUsage": (input, _region, asked) => costs(asked, input),
    "ce:GetReservationCoverage": (input, _region, asked) => commitments.reservationCoverage(asked, input),
    "ce:GetReservationUtilization": (input, _region, asked) => commitments.reservationUtilization(asked, input),
    "ce:GetSavingsPlansCoverage": (input, _region, asked) => commitments.savingsPlansCoverage(asked, input),
    "ce:GetSavingsPlansUtilization": (input, _region, asked) => commitments.savingsPlansUtilization(asked, input),
    "ce:GetSavingsPlansUtilizationDetails": (input, _region, asked) =>
      commitments.savingsPlansUtilizationDetails(asked, input),
    "cloudwatch:GetMetricData": (input, region, asked) =>
      metricData(account, region, asked, now, input, datapointsAPage),
  };

  return {
    async call<C extends AwsCall>(
      call: C,
      input: AwsCalls[C]["input"],
      region: string,
    ): Promise<AwsCalls[C]["output"]> {
      if (!isRegion(region))
        throw new AwsError(
          "region-off",
          call,
          region,
          "AuthFailure",
          `The region ${region} is not switched on for this account.`,
        );
      return answers[call](input, region, { call, region });
    },
  };
}
