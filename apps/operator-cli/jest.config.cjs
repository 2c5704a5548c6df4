module.exports = {
  ...require('../../jest.preset.cjs')(__dirname),
  // These tests mostly wait for a world whose time passes: two files at once need no second core.
  maxWorkers: 2,
};
