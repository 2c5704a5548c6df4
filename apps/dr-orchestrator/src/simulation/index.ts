export {
  createSourceFunctions,
  createSourceWorld,
  sourceVariables,
  type SourceOptions,
} from './source-functions.ts';
