import {
  InstanceFailoverFile,
  loadInstanceFailover,
  renderProblems,
  toJsonSchema,
  type ConfigurationFile,
} from '@understudy/config';
import { planJsonSchema } from '@understudy/dr-orchestrator';

import { readConfigurationFile } from '../dependencies.ts';
import { OUTCOME_EXIT_CODES } from '../output/exit-codes.ts';
import { checkPlanFile, planStage, readPlanFile, type CheckedFile } from '../region/plan-file.ts';
import {
  argument,
  textOption,
  usageError,
  type CommandInput,
  type CommandSpec,
} from './command-spec.ts';

/** Whose stage files there are: each app's are beside it. */
const APPS = ['sns-instance-failover', 'dr-orchestrator'] as const;
type App = (typeof APPS)[number];

const APP_OPTION = {
  flags: '--app <name>',
  description: `whose file: ${APPS[0]} (default), or ${APPS[1]}, the recovery plan`,
};

function appOf(input: CommandInput): App {
  const said = textOption(input, 'app') ?? APPS[0];
  const app = APPS.find((one) => one === said);
  if (app) return app;
  throw usageError(`one of ${APPS.join(', ')}`, said, `understudy config check --app ${APPS[1]}`);
}

export const configCheck: CommandSpec = {
  usage: 'config check [file]',
  summary: 'checks a stage file: every problem at once',
  details:
    'Without a file: apps/<app>/config/<stage>.yml. Of a recovery plan: its steps too, their references, their order and its objective. Exit code 2 when something is wrong.',
  examples: [
    'understudy config check',
    'understudy config check apps/sns-instance-failover/config/dev.yml --json',
    'understudy config check --app dr-orchestrator',
  ],
  options: [
    APP_OPTION,
    {
      flags: '--stage <name>',
      description: 'the stage it is for (UNDERSTUDY_STAGE; default prod, of a plan dev)',
    },
  ],
  async act({ settings, output }, input) {
    const isPlan = appOf(input) === 'dr-orchestrator';
    const stage = isPlan ? planStage(settings) : settings.stage;
    const named = argument(input, 0) || undefined;
    const file =
      isPlan && named === undefined ? readPlanFile(stage) : readConfigurationFile(stage, named);
    if (!file) {
      throw usageError(`a stage file for ${stage}`, 'none', 'understudy config check <file>');
    }
    const checked = isPlan ? checkPlanFile(stage, file) : checkServicesFile(stage, file);
    if (!checked.valid) {
      output.line(renderProblems(checked.problems));
      output.data({ valid: false, problems: checked.problems });
      return OUTCOME_EXIT_CODES.refused;
    }
    output.line(`The configuration is valid. ${checked.sentence}`);
    output.data({ valid: true, ...checked.told });
    return 0;
  },
};

function checkServicesFile(stage: string, file: ConfigurationFile): CheckedFile {
  const loaded = loadInstanceFailover(stage, [file]);
  if (loaded.result === 'invalid') return { valid: false, problems: loaded.problems };
  const services = Object.keys(loaded.configuration.services);
  const listed = services.length > 0 ? services.join(', ') : 'none listed: found by their tags';
  return { valid: true, sentence: `Services: ${listed}.`, told: { services } };
}

export const configSchema: CommandSpec = {
  usage: 'config schema',
  summary: 'prints the JSON Schema of a stage file, for editors',
  examples: [
    'understudy config schema > understudy.schema.json',
    'understudy config schema --app dr-orchestrator > plan.schema.json',
  ],
  options: [APP_OPTION],
  async act({ output }, input) {
    const isPlan = appOf(input) === 'dr-orchestrator';
    const schema = isPlan ? planJsonSchema() : toJsonSchema(InstanceFailoverFile);
    output.line(JSON.stringify(schema, null, 2));
    output.data(schema);
    return 0;
  },
};
