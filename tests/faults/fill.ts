import type { Stack } from "./stack.ts";

/**
 * Resources without AWS, for what measures the road and not the scan: `count` rows in an organisation, of the size that
 * the sample account's have.
 */
export async function fillResources({ sql }: Pick<Stack, "sql">, organizationId: string, count: number) {
  await sql(
    `with account as (
       insert into aws_accounts (organization_id, name, kind, aws_account_id, status)
       values ($1, 'Filled', 'keys', lpad((random() * 1e11)::bigint::text, 12, '1'), 'connected') returning id
     ), unit as (
       insert into discovery_units (organization_id, account_id, region, service, read_at)
       select $1, id, 'eu-west-1', 'ec2', now() from account
     ), made as (
       insert into entities (organization_id, kind, namespace, name, title, ref)
       select $1, 'Resource', 'aws', 'filled-' || n, 'filled-' || n, 'resource:aws/filled-' || n from generate_series(1, $2::int) n returning id, name
     )
     insert into resources (organization_id, id, account_id, region, service, place, type, native_id, arn, name, status,
       encrypted, tags, config, hash, first_seen_at, changed_at)
     select $1, made.id, account.id, 'eu-west-1', 'ec2', 'eu-west-1', 'AWS::EC2::Instance', made.name,
       'arn:aws:ec2:eu-west-1:111111111111:instance/' || made.name, made.name, 'running', true,
       '{"Environment":"production","Owner":"shop","CostCenter":"1200"}', '{"instanceType":"m6i.large"}', md5(made.name),
       now(), now()
     from made, account`,
    [organizationId, count],
  );
}
