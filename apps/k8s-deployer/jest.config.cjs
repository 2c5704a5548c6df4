module.exports = {
  ...require('../../jest.preset.cjs')(__dirname),
  setupFilesAfterEnv: ['<rootDir>/test/real-server-again.ts'],
};
