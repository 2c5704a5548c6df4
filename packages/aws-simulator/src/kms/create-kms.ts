import type * as sdk from '@aws-sdk/client-kms';

import { AwsFault } from '../kernel/aws-fault.ts';
import { pageOf } from '../kernel/paging.ts';
import type { ApiCall, Requirement, SimulatedService, World } from '../kernel/world.ts';

/** A key as the story has it. */
export interface KeyFixture {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly state?: sdk.KeyState;
  readonly isMultiRegion?: boolean;
  readonly grants?: readonly { readonly grantee: string; readonly operations: readonly string[] }[];
}

/** KMS of one region, as far as readiness asks: keys and who was granted what. */
export interface Kms extends SimulatedService {
  /** Adds a key; answers its ARN. */
  addKey(key: KeyFixture): string;
}

/** documented: grants of one page. */
const GRANTS_PER_PAGE_MAX = 100;

export function createKms(world: World, region: string): Kms {
  const keys = new Map<string, KeyFixture>();
  const arnOf = (id: string): string => `arn:aws:kms:${region}:${world.accountId}:key/${id}`;

  /** By id, ARN, alias or the alias's ARN. */
  function find(name: string | undefined): KeyFixture | undefined {
    const plain = (name ?? '').replace(/^arn:aws:kms:[^:]+:\d+:/, '').replace(/^key\//, '');
    return keys.get(plain) ?? [...keys.values()].find((key) => key.aliases?.includes(plain));
  }

  function existing(name: string | undefined): KeyFixture {
    const key = find(name);
    if (key) return key;
    throw new AwsFault('NotFoundException', 400, `Key '${arnOf(name ?? '')}' does not exist`);
  }

  return {
    name: 'kms',
    operations: {
      DescribeKey: (input: sdk.DescribeKeyRequest): sdk.DescribeKeyResponse => {
        const { id, state = 'Enabled', isMultiRegion = false } = existing(input.KeyId);
        return {
          KeyMetadata: {
            KeyId: id,
            Arn: arnOf(id),
            AWSAccountId: world.accountId,
            Enabled: state === 'Enabled',
            KeyState: state,
            KeyUsage: 'ENCRYPT_DECRYPT',
            KeyManager: 'CUSTOMER',
            MultiRegion: isMultiRegion,
          },
        };
      },
      ListGrants: (input: sdk.ListGrantsRequest): sdk.ListGrantsResponse => {
        const { id, grants = [] } = existing(input.KeyId);
        const wanted = grants.filter(
          ({ grantee }) => grantee === (input.GranteePrincipal ?? grantee),
        );
        const size = Math.min(input.Limit ?? GRANTS_PER_PAGE_MAX, GRANTS_PER_PAGE_MAX);
        const page = pageOf(wanted, input.Marker, size, 'InvalidMarkerException');
        return {
          Grants: page.items.map(({ grantee, operations }, index) => ({
            KeyId: arnOf(id),
            GrantId: `${id}-${index}`,
            GranteePrincipal: grantee,
            Operations: [...operations] as sdk.GrantOperation[],
          })),
          Truncated: page.next !== undefined,
          ...(page.next === undefined ? {} : { NextMarker: page.next }),
        };
      },
    },
    requirements({ operation, input }: ApiCall): readonly Requirement[] {
      const { KeyId: name } = input as { readonly KeyId?: string };
      const resource = arnOf(find(name)?.id ?? name ?? '');
      return [{ action: `kms:${operation}`, resource, conditionKeys: {} }];
    },
    addKey(key) {
      keys.set(key.id, key);
      return arnOf(key.id);
    },
  };
}
