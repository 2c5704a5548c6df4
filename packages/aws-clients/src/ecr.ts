import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { unlessAbsent } from './calls/absent.ts';
import { present } from './calls/answers.ts';
import { clientSettings, type ClientOptions } from './calls/client-settings.ts';
import { refuseChanges } from './calls/reads-only.ts';
import { callsOf, sendRead } from './calls/send.ts';
import type { ImageReads } from './readiness-ports.ts';

export function createEcrClient(options: ClientOptions): ECRClient {
  const client = new ECRClient(clientSettings(options, 'reads'));
  refuseChanges(client);
  return client;
}

export function createImageReads({ client }: { readonly client: ECRClient }): ImageReads {
  const call = callsOf('ecr', client)('DescribeImages');
  return {
    async describeImage(repository, image, options = {}) {
      const command = new DescribeImagesCommand({
        repositoryName: repository,
        imageIds: ['digest' in image ? { imageDigest: image.digest } : { imageTag: image.tag }],
      });
      const answer = await unlessAbsent(
        sendRead(call, options, (sending) => client.send(command, sending)),
      );
      const [found] = answer?.imageDetails ?? [];
      return (
        found && {
          digest: present(found.imageDigest, "the image's digest"),
          tags: found.imageTags ?? [],
        }
      );
    },
  };
}
