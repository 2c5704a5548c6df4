export { createSourceFunctions } from './source-functions.ts';
