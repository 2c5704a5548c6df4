/** Manifests of the sample application, as text: what a user's bundle holds. */
export function deployment(name = 'konecta-erp', more: { replicas?: number; fate?: string } = {}) {
  const { replicas = 2, fate } = more;
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, labels: { app: ${name} } }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata:
      labels: { app: ${name} }
      ${fate === undefined ? '' : `annotations: { pods.understudy.invalid/fate: ${fate} }`}
    spec:
      containers:
        - name: app
          image: registry.example.com/konecta-erp:1
          env: [{ name: DATABASE_HOST, value: db.example.com }]
`;
}

export const STATEFUL_SET = `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: queue }
spec:
  serviceName: queue
  replicas: 2
  podManagementPolicy: Parallel
  selector: { matchLabels: { app: queue } }
  template:
    metadata: { labels: { app: queue } }
    spec: { containers: [{ name: queue, image: registry.example.com/queue:1 }] }
`;

export const JOB = `
apiVersion: batch/v1
kind: Job
metadata: { name: migrate }
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{ name: migrate, image: registry.example.com/konecta-erp:1 }]
`;

export const SERVICE = `
apiVersion: v1
kind: Service
metadata: { name: konecta-erp }
spec: { selector: { app: konecta-erp }, ports: [{ port: 80, targetPort: 8080 }] }
`;

export const CONFIG = `
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { greeting: hello }
`;

/** A definition in a group of its own, so that tests do not meet in it. */
export function definition(group: string) {
  return `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: tenants.${group} }
spec:
  group: ${group}
  scope: Namespaced
  names: { kind: Tenant, plural: tenants }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [seats]
              properties: { seats: { type: integer, minimum: 1 } }
`;
}

export function customResource(group: string, seats: number | string = 5) {
  return `
apiVersion: ${group}/v1
kind: Tenant
metadata: { name: acme }
spec: { seats: ${seats} }
`;
}
