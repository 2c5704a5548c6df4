export { FILE_CHARACTERS_MAX, NESTING_MAX, parseYaml } from './parse-yaml.ts';
