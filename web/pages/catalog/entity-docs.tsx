import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../api.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import { Markdown, PageLinks } from "../../ui/markdown.tsx";
import { Time } from "../../ui/time.tsx";

/** README or the pages of mkdocs.yml, as their repository has them. Nothing is shown where there is none. */
export function EntityDocs({ entityRef }: { entityRef: string }) {
  const trpc = useTRPC();
  const [path, setPath] = useState<string>();
  const docs = useQuery(
    trpc.catalog.docs.queryOptions({ ref: entityRef, path }, { placeholderData: keepPreviousData }),
  );
  const { pages = [], page } = docs.data ?? {};
  if (!page) return null;
  const opener = (url: string) => {
    const meant = pathFrom(page.path, url);
    return pages.some((each) => each.path === meant) ? () => setPath(meant) : null;
  };
  return (
    <Card label="Documentation">
      <CardHead
        title="Documentation"
        sub={
          <>
            <a href={page.url} target="_blank" rel="noreferrer noopener" className="text-accent-fg underline">
              {page.path}
            </a>
            , read <Time at={page.readAt} />
          </>
        }
      />
      {pages.length > 1 && (
        <nav aria-label="Pages of the documentation" className="px-(--pad-card) pb-3">
          <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
            {pages.map((each) => (
              <li key={each.path}>
                <button
                  type="button"
                  aria-current={each.path === page.path ? "true" : undefined}
                  onClick={() => setPath(each.path)}
                  className="min-h-6 text-accent-fg hover:underline aria-[current=true]:font-medium aria-[current=true]:text-fg"
                >
                  {each.title}
                </button>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <div className="border-t border-line px-(--pad-card) py-(--pad-card)">
        <PageLinks value={opener}>
          <Markdown text={page.text} />
        </PageLinks>
      </div>
    </Card>
  );
}

/** "../start.md#first" as the page at `path` means it; a link of the web is nobody's page. */
function pathFrom(path: string, url: string): string {
  const base = "https://docs.invalid/";
  const meant = URL.canParse(url, base + path) ? new URL(url, base + path) : null;
  return meant?.href.startsWith(base) ? decodeURI(meant.pathname.slice(1)) : "";
}
