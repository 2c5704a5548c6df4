import { createAcm, type Acm } from '../acm/index.ts';
import { createEcr, type Ecr } from '../ecr/index.ts';
import type { World } from '../kernel/world.ts';
import { createKms, type Kms } from '../kms/index.ts';
import { createSecretsManager, type SecretsManager } from '../secretsmanager/index.ts';
import { createServiceQuotas, type ServiceQuotas } from '../servicequotas/index.ts';

/** Services of a region that readiness asks and nothing here changes. */
export interface ReadServices {
  readonly kms: Kms;
  readonly secretsManager: SecretsManager;
  readonly ecr: Ecr;
  readonly acm: Acm;
  readonly serviceQuotas: ServiceQuotas;
}

export function createReadServices(world: World, region: string): ReadServices {
  return {
    kms: createKms(world, region),
    secretsManager: createSecretsManager(world, region),
    ecr: createEcr(world, region),
    acm: createAcm(world, region),
    serviceQuotas: createServiceQuotas(world, region),
  };
}
