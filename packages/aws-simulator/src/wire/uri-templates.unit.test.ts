import type { ServiceName } from '../kernel/world.ts';
import { openRequest } from './open-request.ts';
import { describeService } from './service-catalog.ts';
import { loadServiceSchemas, type ServiceSchemas } from './service-schemas.ts';
import { matchOperation } from './uri-templates.ts';

const LABEL = 'a/b:c d%é';

async function load(name: ServiceName): Promise<ServiceSchemas> {
  const description = describeService(name);
  if (!description) throw new TypeError(`There is no ${name}.`);
  return loadServiceSchemas(description);
}

function match(service: ServiceSchemas, method: string, path: string) {
  const request = openRequest({ method, path, host: '', headers: {}, body: new Uint8Array() });
  return matchOperation(request, service);
}

describe('URI templates', () => {
  it.each(['lambda', 'route53'] as const)(
    'lead every operation’s path back to the operation of %s',
    async (name) => {
      const service = await load(name);
      const operations = [...service.operations.values()];

      const found = operations.map(({ http }) => {
        const [method, template] = http ?? ['', ''];
        const path = template.replace(/\{\w+\}/g, encodeURIComponent(LABEL));
        return match(service, method, path)?.operation.name;
      });

      expect(operations.length).toBeGreaterThan(70);
      expect(found).toEqual(operations.map((operation) => operation.name));
    },
  );

  it('decode a label only after the path was cut at its slashes', async () => {
    const service = await load('lambda');
    const path = `/2025-12-01/durable-executions/${encodeURIComponent(LABEL)}/history`;

    const matched = match(service, 'GET', path);

    expect(matched?.labels).toEqual({ DurableExecutionArn: LABEL });
  });

  it.each([
    { what: 'another method', method: 'PUT', path: '/2013-04-01/hostedzone' },
    { what: 'a longer path', method: 'GET', path: '/2013-04-01/hostedzone/Z1/rrset/x' },
    { what: 'an empty label', method: 'GET', path: '/2013-04-01/hostedzone//rrset' },
    { what: 'a path of nothing', method: 'GET', path: '/' },
  ])('match nothing for $what', async ({ method, path }) => {
    const service = await load('route53');

    expect(match(service, method, path)).toBeUndefined();
  });
});
