import { readFileSync } from 'node:fs';
import path from 'node:path';

import { EXPIRY_ATTRIBUTE, tableDefinition } from '@understudy/leases';

const HCL = readFileSync(path.join(__dirname, 'main.tf'), 'utf8');
const TABLE = /resource "aws_dynamodb_table" "state" \{\n([\s\S]*?)\n\}/.exec(HCL)?.[1] ?? '';

/** The value of an argument, at the table's own level or in a block of it. */
function argument(name: string, within = TABLE): string | undefined {
  return new RegExp(`^\\s*${name}\\s*=\\s*"?([^"\\n]*)"?$`, 'm').exec(within)?.[1];
}

function blocks(name: string): readonly string[] {
  return [...TABLE.matchAll(new RegExp(`^  ${name} \\{\\n([\\s\\S]*?)\\n  \\}`, 'gm'))].map(
    ([, body = '']) => body,
  );
}

describe('the table that Terraform makes', () => {
  it('is the one that packages/leases defines', () => {
    const made = {
      TableName: argument('name')?.replace('${var.stage}', 'prod'),
      BillingMode: argument('billing_mode'),
      DeletionProtectionEnabled: argument('deletion_protection_enabled') === 'true',
      AttributeDefinitions: blocks('attribute').map((block) => ({
        AttributeName: argument('name', block),
        AttributeType: argument('type', block),
      })),
      KeySchema: [
        { AttributeName: argument('hash_key'), KeyType: 'HASH' },
        { AttributeName: argument('range_key'), KeyType: 'RANGE' },
      ],
    };

    expect(made).toEqual(tableDefinition('understudy-prod'));
  });

  it('lets items expire by the attribute that the store writes', () => {
    const [ttl = ''] = blocks('ttl');

    expect([argument('attribute_name', ttl), argument('enabled', ttl)]).toEqual([
      EXPIRY_ATTRIBUTE,
      'true',
    ]);
  });

  it.each(['point_in_time_recovery', 'server_side_encryption'])('has %s', (block) => {
    expect(argument('enabled', blocks(block)[0])).toBe('true');
  });
});
