import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { account } from "./api.ts";
import { NotFoundInside, PageError } from "./pages/fallback.tsx";
import { outside, root } from "./routes-outside.tsx";
import * as search from "./search.ts";

/** Everything inside an organisation: signed in, in the shell. */
const organization = createRoute({
  getParentRoute: () => root,
  path: "/$org",
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(account.identity.me.queryOptions());
    if (!me) throw redirect({ to: "/login", search: { next: location.href } });
  },
  component: lazyRouteComponent(() => import("./ui/shell/shell.tsx"), "Shell"),
  notFoundComponent: NotFoundInside,
  errorComponent: PageError,
});
const home = createRoute({
  getParentRoute: () => organization,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/$org/overview", params, replace: true });
  },
});
const overview = createRoute({
  getParentRoute: () => organization,
  path: "overview",
  component: lazyRouteComponent(() => import("./pages/overview/overview.tsx"), "Overview"),
});
const onboarding = createRoute({
  getParentRoute: () => organization,
  path: "onboarding",
  component: lazyRouteComponent(() => import("./pages/onboarding/onboarding.tsx"), "Onboarding"),
});
const resources = createRoute({
  getParentRoute: () => organization,
  path: "resources",
  validateSearch: search.validate(search.ResourcesSearch),
  component: lazyRouteComponent(() => import("./pages/resources/resources.tsx"), "Resources"),
});
const resource = createRoute({
  getParentRoute: () => organization,
  path: "resources/$id",
  component: lazyRouteComponent(() => import("./pages/resources/resource.tsx"), "Resource"),
});
const resourceChanges = createRoute({
  getParentRoute: () => organization,
  path: "resources/changes",
  validateSearch: search.validate(search.ChangesSearch),
  component: lazyRouteComponent(() => import("./pages/resources/changes.tsx"), "Changes"),
});
const resourceGraph = createRoute({
  getParentRoute: () => organization,
  path: "resources/graph",
  validateSearch: search.validate(search.ResourceGraphSearch),
  component: lazyRouteComponent(() => import("./pages/resources/graph.tsx"), "ResourceGraph"),
});
const catalog = createRoute({
  getParentRoute: () => organization,
  path: "catalog",
  validateSearch: search.validate(search.CatalogSearch),
  component: lazyRouteComponent(() => import("./pages/catalog/catalog.tsx"), "Catalog"),
});
const catalogTeams = createRoute({
  getParentRoute: () => organization,
  path: "catalog/teams",
  component: lazyRouteComponent(() => import("./pages/catalog/teams.tsx"), "CatalogTeams"),
});
const catalogImport = createRoute({
  getParentRoute: () => organization,
  path: "catalog/import",
  component: lazyRouteComponent(() => import("./pages/catalog/import.tsx"), "ImportCatalog"),
});
const catalogGitHub = createRoute({
  getParentRoute: () => organization,
  path: "catalog/github",
  component: lazyRouteComponent(() => import("./pages/catalog/github.tsx"), "GitHub"),
});
const catalogSuggestions = createRoute({
  getParentRoute: () => organization,
  path: "catalog/suggestions",
  component: lazyRouteComponent(() => import("./pages/catalog/suggestions.tsx"), "Suggestions"),
});
const catalogGraph = createRoute({
  getParentRoute: () => organization,
  path: "catalog/graph",
  validateSearch: search.validate(search.GraphSearch),
  component: lazyRouteComponent(() => import("./pages/catalog/graph.tsx"), "CatalogGraph"),
});
const scorecards = createRoute({
  getParentRoute: () => organization,
  path: "scorecards",
  component: lazyRouteComponent(() => import("./pages/scorecards/scorecards.tsx"), "Scorecards"),
});
const newScorecard = createRoute({
  getParentRoute: () => organization,
  path: "scorecards/new",
  validateSearch: search.validate(search.ScorecardSearch),
  component: lazyRouteComponent(() => import("./pages/scorecards/edit-scorecard.tsx"), "EditScorecard"),
});
const scorecard = createRoute({
  getParentRoute: () => organization,
  path: "scorecards/$slug",
  component: lazyRouteComponent(() => import("./pages/scorecards/scorecard.tsx"), "Scorecard"),
});
const templates = createRoute({
  getParentRoute: () => organization,
  path: "templates",
  component: lazyRouteComponent(() => import("./pages/templates/templates.tsx"), "Templates"),
});
const template = createRoute({
  getParentRoute: () => organization,
  path: "templates/$namespace/$name",
  component: lazyRouteComponent(() => import("./pages/templates/template.tsx"), "TemplatePage"),
});
const templateRun = createRoute({
  getParentRoute: () => organization,
  path: "templates/runs/$id",
  component: lazyRouteComponent(() => import("./pages/templates/run.tsx"), "TemplateRun"),
});
const entity = createRoute({
  getParentRoute: () => organization,
  path: "catalog/$kind/$namespace/$name",
  component: lazyRouteComponent(() => import("./pages/catalog/entity.tsx"), "EntityPage"),
});
const costs = createRoute({
  getParentRoute: () => organization,
  path: "costs",
  validateSearch: search.validate(search.CostsSearch),
  component: lazyRouteComponent(() => import("./pages/costs/costs.tsx"), "Costs"),
});
const compliance = createRoute({
  getParentRoute: () => organization,
  path: "compliance",
  validateSearch: search.validate(search.ComplianceSearch),
  component: lazyRouteComponent(() => import("./pages/findings/compliance.tsx"), "Compliance"),
});
const framework = createRoute({
  getParentRoute: () => organization,
  path: "compliance/$framework",
  validateSearch: search.validate(search.FrameworkSearch),
  component: lazyRouteComponent(() => import("./pages/findings/framework.tsx"), "FrameworkPage"),
});
const costExplorer = createRoute({
  getParentRoute: () => organization,
  path: "costs/explorer",
  validateSearch: search.validate(search.ExploreSearch),
  component: lazyRouteComponent(() => import("./pages/costs/explorer.tsx"), "CostExplorer"),
});
const costOwners = createRoute({
  getParentRoute: () => organization,
  path: "costs/owners",
  validateSearch: search.validate(search.OwnersSearch),
  component: lazyRouteComponent(() => import("./pages/costs/owners.tsx"), "CostOwners"),
});
const costAnomalies = createRoute({
  getParentRoute: () => organization,
  path: "costs/anomalies",
  validateSearch: search.validate(search.AnomaliesSearch),
  component: lazyRouteComponent(() => import("./pages/costs/anomalies.tsx"), "CostAnomalies"),
});
const costCommitments = createRoute({
  getParentRoute: () => organization,
  path: "costs/commitments",
  component: lazyRouteComponent(() => import("./pages/costs/commitments.tsx"), "CostCommitments"),
});
const costExports = createRoute({
  getParentRoute: () => organization,
  path: "costs/exports",
  component: lazyRouteComponent(() => import("./pages/costs/exports.tsx"), "CostExports"),
});
const exceptions = createRoute({
  getParentRoute: () => organization,
  path: "exceptions",
  validateSearch: search.validate(search.ExceptionsSearch),
  component: lazyRouteComponent(() => import("./pages/findings/exceptions.tsx"), "Exceptions"),
});
const rules = createRoute({
  getParentRoute: () => organization,
  path: "rules",
  validateSearch: search.validate(search.RulesSearch),
  component: lazyRouteComponent(() => import("./pages/findings/rules.tsx"), "Rules"),
});
const findings = createRoute({
  getParentRoute: () => organization,
  path: "findings",
  validateSearch: search.validate(search.FindingsSearch),
  component: lazyRouteComponent(() => import("./pages/findings/findings.tsx"), "Findings"),
});
const finding = createRoute({
  getParentRoute: () => organization,
  path: "findings/$id",
  component: lazyRouteComponent(() => import("./pages/findings/finding.tsx"), "FindingPage"),
});
const savings = createRoute({
  getParentRoute: () => organization,
  path: "savings",
  validateSearch: search.validate(search.FindingsSearch),
  component: lazyRouteComponent(() => import("./pages/findings/savings.tsx"), "Savings"),
});
const accounts = createRoute({
  getParentRoute: () => organization,
  path: "accounts",
  validateSearch: search.validate(search.AccountsSearch),
  component: lazyRouteComponent(() => import("./pages/accounts/accounts.tsx"), "Accounts"),
});
const memberAccounts = createRoute({
  getParentRoute: () => organization,
  path: "accounts/$id/members",
  validateSearch: search.validate(search.MembersSearch),
  component: lazyRouteComponent(() => import("./pages/accounts/members.tsx"), "MemberAccounts"),
});
const jobs = createRoute({
  getParentRoute: () => organization,
  path: "jobs",
  validateSearch: search.validate(search.JobsSearch),
  component: lazyRouteComponent(() => import("./pages/jobs/jobs.tsx"), "Jobs"),
});
const settings = createRoute({
  getParentRoute: () => organization,
  path: "settings/general",
  component: lazyRouteComponent(() => import("./pages/settings/general.tsx"), "General"),
});
const members = createRoute({
  getParentRoute: () => organization,
  path: "settings/members",
  component: lazyRouteComponent(() => import("./pages/settings/members.tsx"), "Members"),
});
const teams = createRoute({
  getParentRoute: () => organization,
  path: "settings/teams",
  validateSearch: search.validate(search.TeamsSearch),
  component: lazyRouteComponent(() => import("./pages/settings/teams.tsx"), "Teams"),
});
const roles = createRoute({
  getParentRoute: () => organization,
  path: "settings/roles",
  validateSearch: search.validate(search.RolesSearch),
  component: lazyRouteComponent(() => import("./pages/settings/roles.tsx"), "Roles"),
});
const apiKeys = createRoute({
  getParentRoute: () => organization,
  path: "settings/api-keys",
  component: lazyRouteComponent(() => import("./pages/settings/api-keys.tsx"), "ApiKeys"),
});
const webhooks = createRoute({
  getParentRoute: () => organization,
  path: "settings/webhooks",
  component: lazyRouteComponent(() => import("./pages/settings/webhooks.tsx"), "Webhooks"),
});
const audit = createRoute({
  getParentRoute: () => organization,
  path: "settings/audit",
  validateSearch: search.validate(search.AuditSearch),
  component: lazyRouteComponent(() => import("./pages/settings/audit.tsx"), "Audit"),
});
const mySecurity = createRoute({
  getParentRoute: () => organization,
  path: "settings/security",
  validateSearch: search.validate(search.SecuritySearch),
  component: lazyRouteComponent(() => import("./pages/settings/security.tsx"), "Security"),
});
const usage = createRoute({
  getParentRoute: () => organization,
  path: "settings/usage",
  component: lazyRouteComponent(() => import("./pages/settings/usage.tsx"), "UsageAndLimits"),
});
const data = createRoute({
  getParentRoute: () => organization,
  path: "settings/data",
  component: lazyRouteComponent(() => import("./pages/settings/data.tsx"), "Data"),
});
const myAccount = createRoute({
  getParentRoute: () => organization,
  path: "settings/account",
  component: lazyRouteComponent(() => import("./pages/settings/account.tsx"), "Account"),
});

export const routeTree = root.addChildren([
  ...outside,
  organization.addChildren([
    home,
    overview,
    onboarding,
    resources,
    resource,
    resourceChanges,
    resourceGraph,
    catalog,
    catalogTeams,
    catalogImport,
    catalogGitHub,
    catalogSuggestions,
    catalogGraph,
    scorecards,
    newScorecard,
    scorecard,
    templates,
    template,
    templateRun,
    entity,
    costs,
    costExplorer,
    costOwners,
    costAnomalies,
    costCommitments,
    costExports,
    compliance,
    framework,
    exceptions,
    rules,
    findings,
    finding,
    savings,
    accounts,
    memberAccounts,
    jobs,
    webhooks,
    settings,
    members,
    teams,
    roles,
    apiKeys,
    audit,
    usage,
    data,
    myAccount,
    mySecurity,
  ]),
]);
