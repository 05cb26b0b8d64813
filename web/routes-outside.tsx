import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { NotFound, PageError } from "./pages/fallback.tsx";
import { Root } from "./root.tsx";
import * as search from "./search.ts";

export const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Root,
  notFoundComponent: NotFound,
  errorComponent: PageError,
});

const landing = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("./pages/landing/landing.tsx"), "Landing"),
});
const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: search.validate(search.LoginSearch),
  component: lazyRouteComponent(() => import("./pages/identity/login.tsx"), "Login"),
});
const signup = createRoute({
  getParentRoute: () => root,
  path: "/signup",
  validateSearch: search.validate(search.SignupSearch),
  component: lazyRouteComponent(() => import("./pages/identity/signup.tsx"), "Signup"),
});
const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invite",
  component: lazyRouteComponent(() => import("./pages/identity/invitation.tsx"), "Invitation"),
});
const forgot = createRoute({
  getParentRoute: () => root,
  path: "/forgot",
  component: lazyRouteComponent(() => import("./pages/identity/forgot.tsx"), "Forgot"),
});
const reset = createRoute({
  getParentRoute: () => root,
  path: "/reset",
  component: lazyRouteComponent(() => import("./pages/identity/reset.tsx"), "Reset"),
});
const verifyEmail = createRoute({
  getParentRoute: () => root,
  path: "/verify-email",
  component: lazyRouteComponent(() => import("./pages/identity/verify-email.tsx"), "VerifyEmail"),
});
const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  component: lazyRouteComponent(() => import("./pages/identity/welcome.tsx"), "Welcome"),
});
const secondStep = createRoute({
  getParentRoute: () => root,
  path: "/second-step",
  validateSearch: search.validate(search.LoginSearch),
  component: lazyRouteComponent(() => import("./pages/identity/second-step.tsx"), "SecondStep"),
});
const outbox = createRoute({
  getParentRoute: () => root,
  path: "/outbox",
  component: lazyRouteComponent(() => import("./pages/identity/outbox.tsx"), "Outbox"),
});

/** The pages that need no organisation, most of them nobody who is signed in. */
export const outside = [landing, login, signup, invitation, forgot, reset, verifyEmail, secondStep, welcome, outbox];
