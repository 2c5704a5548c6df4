import { findBundledKinds } from './bundled-definitions.ts';

const definition = (versions: readonly object[], scope = 'Namespaced') => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'tenants.a.example.com' },
  spec: { group: 'a.example.com', scope, names: { kind: 'Tenant', plural: 'tenants' }, versions },
});

describe('the kinds that a bundle defines', () => {
  it('are those versions that are served, each with its schema', () => {
    const schema = { openAPIV3Schema: { type: 'object' } };
    const found = findBundledKinds([
      definition([
        { name: 'v1', served: true, schema },
        { name: 'v2' },
        { name: 'v1alpha1', served: false },
      ]),
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
    ]);

    expect(found).toEqual([
      {
        apiVersion: 'a.example.com/v1',
        kind: 'Tenant',
        plural: 'tenants',
        namespaced: true,
        schema: { type: 'object' },
      },
      { apiVersion: 'a.example.com/v2', kind: 'Tenant', plural: 'tenants', namespaced: true },
    ]);
  });

  it('may belong to the whole cluster', () => {
    expect(findBundledKinds([definition([{ name: 'v1' }], 'Cluster')])).toMatchObject([
      { namespaced: false },
    ]);
  });

  it('are none of a definition that cannot be read: the API refuses it in its own words', () => {
    expect(findBundledKinds([definition([{}])])).toEqual([]);
  });
});
