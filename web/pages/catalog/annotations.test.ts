import { expect, test } from "bun:test";
import { onCallOf, repositoryOf, repositoryOfFile } from "./annotations.ts";

const having = (annotations: unknown) => ({ metadata: { annotations } });

test("on call comes from the first annotation that says it, and an address can be opened", () => {
  expect(onCallOf(having({ "pagerduty.com/service-id": "P1", "opsgenie.com/team": "t" }))).toEqual({
    tool: "PagerDuty service",
    text: "P1",
    url: null,
  });
  expect(onCallOf(having({ "devcontrol.io/on-call": "https://pager.example/rota" }))?.url).toBe(
    "https://pager.example/rota",
  );
  expect(onCallOf(having({ "devcontrol.io/on-call": "javascript:alert(1)" }))?.url).toBeNull();
  expect(onCallOf(having({ "pagerduty.com/integration-key": "secret" }))).toEqual({
    tool: "",
    text: "PagerDuty, by an integration key",
    url: null,
  });
  expect(onCallOf(having("no map"))).toBeNull();
});

test("the repository is never an address that runs", () => {
  expect(repositoryOf(having({ "github.com/project-slug": "acme/shop" }))?.url).toBe("https://github.com/acme/shop");
  expect(repositoryOf(having({ "github.com/project-slug": "acme/shop/../../x?y" }))).toBeNull();
  expect(repositoryOf(having({ "backstage.io/source-location": "url:https://git.example/a/b/" }))).toEqual({
    name: "git.example/a/b",
    url: "https://git.example/a/b/",
  });
  expect(repositoryOf(having({ "backstage.io/view-url": "javascript:alert(1)" }))).toBeNull();
});

test("a repository is known by its file too", () => {
  expect(repositoryOfFile("https://github.com/acme/shop/blob/main/catalog-info.yaml")).toEqual({
    name: "acme/shop",
    url: "https://github.com/acme/shop",
  });
  expect(repositoryOfFile("https://git.example.com/acme/shop/blob/main/x.yaml")).toBeNull();
  expect(repositoryOfFile(null)).toBeNull();
});
