import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** Calls that hide time, chance or the outside world. Each message names the replacement. */
const HIDDEN_INPUTS = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Take a Clock (@understudy/clock) and call clock.now().',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Take a Clock (@understudy/clock): new Date(clock.now()).',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Take a seeded Random, or pass the value in.',
  },
  {
    selector: 'CallExpression[callee.name=/^(setTimeout|setInterval)$/]',
    message: 'Take a Clock (@understudy/clock): clock.sleep(milliseconds, signal).',
  },
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Read the environment in settings only (read-settings.ts) and pass the value on.',
  },
  {
    selector: "NewExpression[callee.name='Error']",
    message: 'Throw a RetryableError or TerminalError (@understudy/errors) with a stable code.',
  },
  {
    selector: 'TSEnumDeclaration',
    message: 'Use a union of string literals.',
  },
  {
    selector: 'ExportAllDeclaration',
    message: 'List the exports by name.',
  },
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Export by name.',
  },
];

const TAGS = [
  { sourceTag: 'type:foundation', onlyDependOnLibsWithTags: ['type:foundation'] },
  // Scripts and what Terraform is tested with: they lean on packages, and nothing leans on them.
  {
    sourceTag: 'type:workspace',
    onlyDependOnLibsWithTags: ['type:core', 'type:foundation'],
  },
  { sourceTag: 'type:core', onlyDependOnLibsWithTags: ['type:core', 'type:foundation'] },
  {
    sourceTag: 'type:adapter',
    onlyDependOnLibsWithTags: ['type:adapter', 'type:core', 'type:foundation'],
  },
  {
    sourceTag: 'type:app',
    onlyDependOnLibsWithTags: ['type:adapter', 'type:core', 'type:foundation', 'type:testing'],
  },
  {
    sourceTag: 'type:testing',
    onlyDependOnLibsWithTags: ['type:testing', 'type:adapter', 'type:core', 'type:foundation'],
  },
  {
    sourceTag: 'type:operator',
    onlyDependOnLibsWithTags: [
      'type:app',
      'type:adapter',
      'type:core',
      'type:foundation',
      'type:testing',
    ],
  },
];

/** What decides takes data and gives data: it can be tested by a table, and is the same everywhere. */
const PURE_MODULES = [
  'packages/errors/src/**',
  'packages/clock/src/{clock,virtual-clock}.ts',
  'packages/config/src/**',
  'packages/leases/src/*-rules.ts',
  'apps/*/src/deciding/**',
  'apps/terraform-runner/src/policy/**',
];

const IMPURE_IMPORTS = [
  {
    group: ['@aws-sdk/*', '@smithy/*', '@aws/*'],
    message: 'A pure module knows no SDK: take what it says as data (ports.ts has the shapes).',
  },
  {
    group: ['node:*'],
    message: 'A pure module knows no machine: let its caller read, and pass the value in.',
  },
];

export default tseslint.config(
  {
    ignores: ['**/dist/**', '**/node_modules/**', '**/.serverless/**', '**/fixtures/**/*.js'],
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { allow: [], depConstraints: TAGS, allowCircularSelfDependency: true },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // A port's method is async because its real implementation is.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      'no-console': ['error'],
      'no-restricted-syntax': ['error', ...HIDDEN_INPUTS],
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: PURE_MODULES,
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: IMPURE_IMPORTS }] },
  },
  {
    // Tests and fixtures may be long tables, and build their own world.
    files: ['**/*.test.ts', '**/test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'no-restricted-syntax': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
  {
    // The adapter of time, and the readers of the environment.
    files: ['packages/clock/src/**', '**/*settings.ts', 'packages/leases/spec/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // The command's own mouth.
    files: ['apps/operator-cli/src/**'],
    rules: { 'no-console': 'off' },
  },
);
