import { resourceType } from "../resource-type.ts";
import { allPages, attempt, discovered, documentOf, each, fields, readTags, settle } from "./reading.ts";

/** Each repository takes two more requests. */
const PAGE_SIZE = 20;
const PAGES_MAX = 10;

export default resourceType({
  type: "AWS::ECR::Repository",
  service: "containers",
  label: "ECR repository",
  where: "each-region",
  calls: [
    "ecr:DescribeRepositories",
    "ecr:GetRegistryScanningConfiguration",
    "ecr:GetLifecyclePolicy",
    "ecr:GetRepositoryPolicy",
    "ecr:DescribeImages",
    "tag:GetResources",
  ],
  async list(aws, place, cursor) {
    const { region } = place;
    const request = { maxResults: PAGE_SIZE, nextToken: cursor ?? undefined };
    const page = await aws.call("ecr:DescribeRepositories", request, region);
    const repositories = page.repositories ?? [];
    if (repositories.length === 0) return { resources: [], next: page.nextToken || null };
    const registry = await attempt(async () => {
      const answer = await aws.call("ecr:GetRegistryScanningConfiguration", {}, region);
      return (answer.scanningConfiguration?.rules ?? []).map(({ scanFrequency, repositoryFilters = [] }) => ({
        scanFrequency: scanFrequency ?? null,
        filters: repositoryFilters.flatMap(({ filter }) => filter ?? []),
      }));
    });
    const tags = await readTags(
      aws,
      region,
      repositories.flatMap((one) => one.repositoryArn ?? []),
    );
    const resources = await each(repositories, async (repository) => {
      const repositoryName = repository.repositoryName ?? "";
      const lifecycle = await attempt(
        async () => (await aws.call("ecr:GetLifecyclePolicy", { repositoryName }, region)).lifecyclePolicyText,
      );
      const policy = await attempt(async () =>
        documentOf((await aws.call("ecr:GetRepositoryPolicy", { repositoryName }, region)).policyText),
      );
      // What no tag names is what a lifecycle policy would take away; asked only where there is none.
      const readUntagged = async () => {
        if ("unread" in lifecycle || lifecycle.value) return null;
        const images = await allPages(PAGES_MAX, async (nextToken) => {
          const wanted = { repositoryName, filter: { tagStatus: "UNTAGGED" as const }, maxResults: 1000, nextToken };
          const answer = await aws.call("ecr:DescribeImages", wanted, region);
          return { items: answer.imageDetails, next: answer.nextToken };
        });
        return images.reduce((sum, { imageSizeInBytes = 0 }) => sum + imageSizeInBytes, 0);
      };
      const untagged = "unread" in lifecycle ? lifecycle : await attempt(readUntagged);
      const { config, unread } = settle({
        RegistryRules: registry,
        HasLifecyclePolicy: "unread" in lifecycle ? lifecycle : { value: Boolean(lifecycle.value) },
        Policy: policy,
      });
      const arn = repository.repositoryArn ?? "";
      return discovered(place, {
        type: "AWS::ECR::Repository",
        nativeId: repositoryName,
        arn,
        name: repositoryName,
        tags: tags(arn, unread),
        config: {
          ...fields(repository, "repositoryName", "imageTagMutability", "createdAt"),
          ScanOnPush: repository.imageScanningConfiguration?.scanOnPush ?? false,
          EncryptionType: repository.encryptionConfiguration?.encryptionType ?? null,
          ...config,
        },
        metrics: "unread" in untagged ? {} : { untaggedBytes: untagged.value },
        unread: "unread" in untagged ? { ...unread, metrics: untagged.unread } : unread,
        encrypted: true,
      });
    });
    return { resources, next: page.nextToken || null };
  },
});
