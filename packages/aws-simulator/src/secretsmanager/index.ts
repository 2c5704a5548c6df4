export { createSecretsManager } from './create-secrets-manager.ts';
export type { SecretFixture, SecretsManager } from './create-secrets-manager.ts';
