import type { SourceFunction } from '@understudy/aws-simulator';
import type { RegionSceneOptions } from '@understudy/fault-simulation';
import type {
  DeploymentRequest,
  DeploymentResult,
  TerraformRequest,
  TerraformResult,
} from '@understudy/recovery-messages';

/** What a story answers in place of a model; undefined: the model answers. */
export type Answering<Request, Result> = (request: Request) => Result | undefined;

/** The functions that a plan calls: what they were asked, and a story's own answers. */
export interface CalledFunctions {
  readonly around: NonNullable<RegionSceneOptions['around']>;
  readonly asked: { readonly runner: TerraformRequest[]; readonly deployer: DeploymentRequest[] };
  /** From now on; `undefined`: the models answer again. */
  answers(
    how:
      | {
          readonly runner?: Answering<TerraformRequest, TerraformResult>;
          readonly deployer?: Answering<DeploymentRequest, DeploymentResult>;
        }
      | undefined,
  ): void;
}

export function createCalledFunctions(): CalledFunctions {
  const asked: CalledFunctions['asked'] = { runner: [], deployer: [] };
  let answering: Parameters<CalledFunctions['answers']>[0];

  function around<Request, Result>(
    list: Request[],
    answer: () => Answering<Request, Result> | undefined,
  ): (model: SourceFunction) => SourceFunction {
    return (model) => (door) => {
      const handler = model(door);
      return async (event, context) => {
        const request = event as Request;
        list.push(request);
        return answer()?.(request) ?? handler(event, context);
      };
    };
  }

  return {
    asked,
    around: {
      runner: around(asked.runner, () => answering?.runner),
      deployer: around(asked.deployer, () => answering?.deployer),
    },
    answers(how) {
      answering = how;
    },
  };
}

/** A runner's answer, with what its contract demands beside. */
export function terraformSays(
  said: Partial<TerraformResult> & Pick<TerraformResult, 'outcome' | 'sentence'>,
): TerraformResult {
  return { outputs: {}, left: [], findings: [], ...said };
}

/** A deployer's answer, likewise. */
export function deployerSays(
  said: Partial<DeploymentResult> & Pick<DeploymentResult, 'outcome' | 'sentence'>,
): DeploymentResult {
  return { objects: [], rollouts: [], findings: [], ...said };
}
