import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import * as z from "zod/mini";
import { account, queryClient } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { sayFailed } from "../../ui/toast.ts";

const Entered = z.object({ slug: z.string() });
const Problem = z.object({ detail: z.string() });
const TIMEOUT_MS = 15_000;

async function enterDemo(): Promise<string> {
  const response = await fetch("/auth/demo", { method: "POST", signal: AbortSignal.timeout(TIMEOUT_MS) });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return Entered.parse(body).slug;
  const problem = Problem.safeParse(body);
  throw new Error(problem.success ? problem.data.detail : "The demo could not be opened. Try again in a few seconds.");
}

type EnterDemoProps = { look: "primary" | "secondary" | "ghost"; size?: "md" | "lg"; className?: string };

/** Opens the sample organisation without a sign-up; whoever is signed in already just goes there. */
export function EnterDemo({ look, size, className }: EnterDemoProps) {
  const navigate = useNavigate();
  const enter = useMutation({
    mutationFn: enterDemo,
    onSuccess: async (org) => {
      await queryClient.invalidateQueries(account.identity.me.queryFilter());
      await navigate({ to: "/$org/overview", params: { org } });
    },
    onError: (error) => sayFailed(error.message),
  });
  return (
    <Button look={look} size={size} className={className} busy={enter.isPending} onClick={() => enter.mutate()}>
      {enter.isPending ? "Opening the demo" : "Explore the demo"}
      <ArrowRight aria-hidden="true" />
    </Button>
  );
}
