import {
  InstanceFailoverFile,
  loadInstanceFailover,
  renderProblems,
  toJsonSchema,
} from '@understudy/config';

import { readConfigurationFile } from '../dependencies.ts';
import { OUTCOME_EXIT_CODES } from '../output/exit-codes.ts';
import { argument, usageError, type CommandSpec } from './command-spec.ts';

export const configCheck: CommandSpec = {
  usage: 'config check [file]',
  summary: 'checks a stage file: every problem at once',
  details:
    'Without a file: apps/sns-instance-failover/config/<stage>.yml. Exit code 2 when something is wrong.',
  examples: [
    'understudy config check',
    'understudy config check apps/sns-instance-failover/config/dev.yml --json',
  ],
  options: [
    {
      flags: '--stage <name>',
      description: 'the stage it is for (UNDERSTUDY_STAGE; default prod)',
    },
  ],
  async act({ settings, output }, input) {
    const named = argument(input, 0) || undefined;
    const file = readConfigurationFile(settings.stage, named);
    if (!file)
      throw usageError(
        `a stage file for ${settings.stage}`,
        'none',
        'understudy config check <file>',
      );
    const loaded = loadInstanceFailover(settings.stage, [file]);
    if (loaded.result === 'invalid') {
      output.line(renderProblems(loaded.problems));
      output.data({ valid: false, problems: loaded.problems });
      return OUTCOME_EXIT_CODES.refused;
    }
    const services = Object.keys(loaded.configuration.services);
    const listed = services.length > 0 ? services.join(', ') : 'none listed: found by their tags';
    output.line(`The configuration is valid. Services: ${listed}.`);
    output.data({ valid: true, services });
    return 0;
  },
};

export const configSchema: CommandSpec = {
  usage: 'config schema',
  summary: 'prints the JSON Schema of a stage file, for editors',
  examples: ['understudy config schema > understudy.schema.json'],
  async act({ output }) {
    const schema = toJsonSchema(InstanceFailoverFile);
    output.line(JSON.stringify(schema, null, 2));
    output.data(schema);
    return 0;
  },
};
