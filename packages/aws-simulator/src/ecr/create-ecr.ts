import type * as sdk from '@aws-sdk/client-ecr';

import { AwsFault } from '../kernel/aws-fault.ts';
import { pageOf } from '../kernel/paging.ts';
import type { ApiCall, Requirement, SimulatedService, World } from '../kernel/world.ts';

/** An image of a repository, as the story has it. */
export interface ImageFixture {
  /** `sha256:…`. */
  readonly digest: string;
  readonly tags?: readonly string[];
}

/** ECR of one region, as far as readiness asks: whether an image is here. */
export interface Ecr extends SimulatedService {
  addImage(repository: string, image: ImageFixture): void;
}

export function createEcr(world: World, region: string): Ecr {
  const repositories = new Map<string, ImageFixture[]>();

  function describeImages(input: sdk.DescribeImagesRequest): sdk.DescribeImagesResponse {
    const repositoryName = input.repositoryName ?? '';
    const images = repositories.get(repositoryName);
    if (!images) {
      const message = `The repository with name '${repositoryName}' does not exist`;
      throw new AwsFault('RepositoryNotFoundException', 400, message);
    }
    const wanted = input.imageIds?.map((id) => findImage(images, repositoryName, id)) ?? images;
    const page = pageOf(wanted, input.nextToken, input.maxResults, 'InvalidParameterException');
    return {
      imageDetails: page.items.map(({ digest, tags = [] }) => ({
        registryId: world.accountId,
        repositoryName,
        imageDigest: digest,
        imageTags: [...tags],
      })),
      ...(page.next === undefined ? {} : { nextToken: page.next }),
    };
  }

  return {
    name: 'ecr',
    operations: { DescribeImages: describeImages },
    requirements({ operation, input }: ApiCall): readonly Requirement[] {
      const { repositoryName = '' } = input as { readonly repositoryName?: string };
      const resource = `arn:aws:ecr:${region}:${world.accountId}:repository/${repositoryName}`;
      return [{ action: `ecr:${operation}`, resource, conditionKeys: {} }];
    },
    addImage(repository, image) {
      repositories.set(repository, [...(repositories.get(repository) ?? []), image]);
    },
  };
}

/** documented: one image that is missing fails the whole request. */
function findImage(
  images: readonly ImageFixture[],
  repository: string,
  { imageDigest, imageTag }: sdk.ImageIdentifier,
): ImageFixture {
  const found = images.find(
    ({ digest, tags = [] }) =>
      (imageDigest === undefined || digest === imageDigest) &&
      (imageTag === undefined || tags.includes(imageTag)),
  );
  if (found) return found;
  const id = `imageDigest:'${imageDigest ?? 'null'}', imageTag:'${imageTag ?? 'null'}'`;
  const message = `The image with imageId {${id}} does not exist within the repository with name '${repository}'`;
  throw new AwsFault('ImageNotFoundException', 400, message);
}
