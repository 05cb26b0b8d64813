/** moto pages few of its lists, so the proxy reads a whole list and cuts it: where the items and the tokens are, per action. */
type Paging = { list: string; item: string; limit: string; token: string; next: string };

const ec2 = (list: string): Paging => ({
  list,
  item: "item",
  limit: "MaxResults",
  token: "NextToken",
  next: "nextToken",
});
export const PAGED: Record<string, Paging> = {
  "ec2:DescribeVpcs": ec2("vpcSet"),
  "ec2:DescribeSubnets": ec2("subnetSet"),
  "ec2:DescribeSecurityGroups": ec2("securityGroupInfo"),
  "ec2:DescribeVolumes": ec2("volumeSet"),
  "ec2:DescribeInstances": ec2("reservationSet"),
  "ec2:DescribeNetworkInterfaces": ec2("networkInterfaceSet"),
  "rds:DescribeDBInstances": {
    list: "DBInstances",
    item: "DBInstance",
    limit: "MaxRecords",
    token: "Marker",
    next: "Marker",
  },
  "elasticloadbalancing:DescribeLoadBalancers": {
    list: "LoadBalancers",
    item: "member",
    limit: "PageSize",
    token: "Marker",
    next: "NextMarker",
  },
  "s3:ListBuckets": {
    list: "Buckets",
    item: "Bucket",
    limit: "max-buckets",
    token: "continuation-token",
    next: "ContinuationToken",
  },
  "lambda:ListFunctions": { list: "Functions", item: "", limit: "MaxItems", token: "Marker", next: "NextMarker" },
  "ecs:ListClusters": { list: "clusterArns", item: "", limit: "maxResults", token: "nextToken", next: "nextToken" },
  "ecs:ListServices": { list: "serviceArns", item: "", limit: "maxResults", token: "nextToken", next: "nextToken" },
};

export type Cut = { upstream: { search: string; body: string }; size: number; offset: number } | { invalid: string };

/** Takes the page's size and token out of a request. */
export function cutRequest(action: string, search: string, body: string, sizeMax: number): Cut | null {
  const paging = PAGED[action];
  if (!paging) return null;
  const take = (source: { get(name: string): unknown; delete(name: string): unknown }) => {
    const found = { limit: source.get(paging.limit), token: source.get(paging.token) };
    source.delete(paging.limit);
    source.delete(paging.token);
    return found;
  };
  if (body.startsWith("{")) {
    const fields = new Map<string, unknown>(Object.entries(JSON.parse(body)));
    const found = take(fields);
    return toCut(found, sizeMax, { search, body: JSON.stringify(Object.fromEntries(fields)) });
  }
  const query = new URLSearchParams(search);
  const form = new URLSearchParams(body);
  const found = take(body ? form : query);
  return toCut(found, sizeMax, { search: query.size ? `?${query}` : "", body: form.toString() });
}

function toCut(
  { limit, token }: { limit: unknown; token: unknown },
  sizeMax: number,
  upstream: { search: string; body: string },
): Cut {
  const offset =
    token === null || token === undefined || token === ""
      ? 0
      : Number(/^page-(\d+)$/.exec(String(token))?.[1] ?? Number.NaN);
  if (Number.isNaN(offset)) return { invalid: `The token ${token} was never given out.` };
  return { upstream, offset, size: Math.min(sizeMax, limit ? Number(limit) : Number.POSITIVE_INFINITY) };
}

/** The answer with only this page's items, and the next token if there are more. */
export function cutAnswer(action: string, text: string, { size, offset }: { size: number; offset: number }): string {
  const paging = PAGED[action];
  if (!paging) return text;
  return text.startsWith("{") ? cutJson(paging, text, size, offset) : cutXml(paging, text, size, offset);
}

function cutJson({ list, next }: Paging, text: string, size: number, offset: number): string {
  const answer: Record<string, unknown> = JSON.parse(text);
  const all = Array.isArray(answer[list]) ? answer[list] : [];
  const more = all.length > offset + size ? { [next]: `page-${offset + size}` } : {};
  return JSON.stringify({ ...answer, [next]: undefined, [list]: all.slice(offset, offset + size), ...more });
}

function cutXml({ list, item, next }: Paging, text: string, size: number, offset: number): string {
  const start = text.indexOf(`<${list}>`);
  const end = text.lastIndexOf(`</${list}>`);
  if (start < 0 || end < 0) return text;
  const from = start + list.length + 2;
  const all = outermost(text.slice(from, end), item);
  const token = all.length > offset + size ? `<${next}>page-${offset + size}</${next}>` : "";
  const close = `</${list}>`;
  const rest = text.slice(end + close.length).replace(new RegExp(`<${next}>[^<]*</${next}>|<${next}\\s*/>`), "");
  return text.slice(0, from) + all.slice(offset, offset + size).join("") + close + token + rest;
}

/** `<item>` elements of the first level; items hold items of their own. */
function outermost(xml: string, tag: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (const match of xml.matchAll(new RegExp(`<(/?)${tag}>`, "g"))) {
    if (!match[1] && depth++ === 0) from = match.index;
    if (match[1] && --depth === 0) found.push(xml.slice(from, match.index + match[0].length));
  }
  return found;
}
