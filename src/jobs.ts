import { deliver, seal, verify } from "./activity/index.ts";
import { type AnyJob, anyJob } from "./base/jobs.ts";
import {
  discoverGitHub,
  importParts,
  proposeFiles,
  readDocs,
  readLocation,
  readRepository,
  refreshGitHub,
  refreshLocations,
  runTemplateJob,
} from "./catalog/index.ts";
import {
  allocate,
  analyse,
  analyseSeries,
  askForSyncs,
  backfill,
  checkAccount,
  checkHistory,
  importFile,
  lookForExports,
  readCommitments,
  readExports,
  sync,
  syncAccount,
} from "./costs/index.ts";
import {
  accountLost,
  endOnItsDay,
  forgetAccount,
  judgeEverything,
  judgeScorecards,
  pageReader,
  verifySavings,
} from "./findings/index.ts";
import { sendMail } from "./identity/index.ts";
import { discoverAccount, discoverService, listMembers, refresh, retryMembers } from "./inventory/index.ts";
import { deleteOrganization, endExport, exportOrganization, sendInvitation } from "./organizations/index.ts";

/** Every job, one line each. */
export const JOBS: readonly AnyJob[] = [
  anyJob(refresh),
  // An account that has let us in has its costs read too, and of one that no longer does nothing is known: the inventory
  // knows neither costs nor verdicts.
  anyJob(discoverAccount({ onConnected: askForSyncs, onLost: accountLost })),
  // A page is judged where it is stored: the rules come in here, because the inventory knows none.
  anyJob(discoverService(pageReader)),
  anyJob(listMembers),
  anyJob(retryMembers),
  anyJob(judgeEverything),
  anyJob(forgetAccount),
  anyJob(verifySavings),
  anyJob(endOnItsDay),
  anyJob(judgeScorecards),
  anyJob(sync),
  anyJob(syncAccount),
  anyJob(backfill),
  anyJob(checkHistory),
  anyJob(checkAccount),
  anyJob(analyse),
  anyJob(analyseSeries),
  anyJob(allocate),
  anyJob(readCommitments),
  anyJob(importFile),
  anyJob(readExports),
  anyJob(lookForExports),
  anyJob(readLocation),
  anyJob(refreshLocations),
  anyJob(discoverGitHub),
  anyJob(refreshGitHub),
  anyJob(readRepository),
  anyJob(importParts),
  anyJob(proposeFiles),
  anyJob(readDocs),
  anyJob(runTemplateJob),
  anyJob(sendMail),
  anyJob(sendInvitation),
  anyJob(seal),
  anyJob(verify),
  anyJob(deliver),
  anyJob(exportOrganization),
  anyJob(endExport),
  anyJob(deleteOrganization),
];
