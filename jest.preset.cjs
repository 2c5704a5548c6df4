const path = require('node:path');

/** Packages that ship only ES modules: jest runs CommonJS here, so swc turns these into it. */
const ES_MODULE_PACKAGES = [
  '@middy',
  '@kubernetes',
  'commander',
  'listr2',
  'ansi-',
  'log-update',
  'cli-',
  'slice-ansi',
  'string-width',
  'strip-ansi',
  'wrap-ansi',
  'is-fullwidth',
  'get-east-asian-width',
  'restore-cursor',
  'onetime',
  'mimic-function',
  'emoji-regex',
  'environment',
  'eventemitter3',
  'colorette',
  'rfdc',
];

const swc = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
  module: { type: 'commonjs', ignoreDynamic: false },
  sourceMaps: 'inline',
};

/** One jest configuration for every project. Tests are named `x.unit.test.ts` beside the source or `test/x.integration.test.ts`. */
module.exports = (projectRoot) => ({
  displayName: path.basename(projectRoot),
  rootDir: projectRoot,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/src/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
  transform: { '^.+\\.(ts|js|mjs)$': ['@swc/jest', swc] },
  // middy ships ES modules only, behind exports that a CommonJS resolver is not shown.
  moduleNameMapper: {
    '^@middy/(core|util)$': path.join(__dirname, 'node_modules/@middy/$1/index.js'),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULE_PACKAGES.join('|')}))`],
  // Two projects run side by side on two cores: one worker each.
  maxWorkers: 1,
  reporters: ['default', [path.join(__dirname, 'jest.reporter.cjs'), { projectRoot }]],
  testTimeout: 60_000,
  passWithNoTests: true,
});
