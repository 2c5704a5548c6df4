const preset = require('./jest.preset.cjs')(__dirname);

/** The workspace's own tests: its rules, its graph, what Terraform makes for it. */
module.exports = {
  ...preset,
  displayName: 'workspace',
  roots: ['<rootDir>/scripts', '<rootDir>/terraform'],
  testMatch: ['<rootDir>/{scripts,terraform}/**/*.test.ts'],
};
