const path = require('node:path');

/** middy ships ES modules only, behind exports that a CommonJS resolver is not shown. */
const middy = path.join(__dirname, '../../node_modules/@middy');

module.exports = {
  ...require('../../jest.preset.cjs')(__dirname),
  moduleNameMapper: { '^@middy/(core|util)$': `${middy}/$1/index.js` },
};
