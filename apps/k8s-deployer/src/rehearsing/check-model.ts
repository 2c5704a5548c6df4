import * as models from '@kubernetes/client-node/dist/gen/models/all.js';

import type { KubernetesObject } from '../objects/kubernetes-object.ts';

/** What the client's generated models say of one field. */
interface Attribute {
  readonly baseName: string;
  readonly type: string;
}

/** Problems of one object that a person can read at once. */
const PROBLEMS_MAX = 5;

/**
 * Checks an object of Kubernetes' own against the client's models: names and types of all fields.
 * Undefined where there is no model of its kind. It knows neither what is required nor what the
 * cluster's admission thinks: it is what can be said while there is no server to ask.
 */
export function checkModel(object: KubernetesObject): readonly string[] | undefined {
  const version = object.apiVersion.split('/').at(-1) ?? '';
  const name = `${version.charAt(0).toUpperCase()}${version.slice(1)}${object.kind}`;
  if (!attributesOf(name)) return undefined;
  return checkType(object, name, '').slice(0, PROBLEMS_MAX);
}

function attributesOf(name: string): readonly Attribute[] | undefined {
  const model: unknown = Reflect.get(models, name);
  if (typeof model !== 'function') return undefined;
  const map: unknown = Reflect.get(model, 'attributeTypeMap');
  return Array.isArray(map) ? (map as readonly Attribute[]) : undefined;
}

const LIST = /^Array<(.+)>$/;
const MAP = /^\{ \[key: string\]: (.+); \}$/;

function checkType(value: unknown, type: string, path: string): readonly string[] {
  if (value === null || type === 'any') return [];
  const item = LIST.exec(type)?.[1];
  if (item !== undefined) return checkList(value, item, path);
  const member = MAP.exec(type)?.[1];
  if (member !== undefined) {
    if (!isMap(value)) return [expected(path, 'a map', value)];
    return Object.entries(value).flatMap(([key, one]) => checkType(one, member, join(path, key)));
  }
  const attributes = attributesOf(type);
  return attributes ? checkAttributes(value, attributes, path) : checkScalar(value, type, path);
}

function checkList(value: unknown, item: string, path: string): readonly string[] {
  if (!Array.isArray(value)) return [expected(path, 'a list', value)];
  return value.flatMap((one, index) => checkType(one, item, `${path}[${index}]`));
}

function checkAttributes(
  value: unknown,
  attributes: readonly Attribute[],
  path: string,
): readonly string[] {
  if (!isMap(value)) return [expected(path, 'a map', value)];
  return Object.entries(value).flatMap(([key, one]) => {
    const attribute = attributes.find(({ baseName }) => baseName === key);
    if (!attribute) return [`${join(path, key)}: expected a field that is known, found ${key}`];
    return checkType(one, attribute.type, join(path, key));
  });
}

function checkScalar(value: unknown, type: string, path: string): readonly string[] {
  const found = typeof value;
  switch (type) {
    case 'string':
    case 'Date':
    case 'V1MicroTime':
      return found === 'string' ? [] : [expected(path, 'a text', value)];
    case 'number':
      return found === 'number' ? [] : [expected(path, 'a number', value)];
    case 'boolean':
      return found === 'boolean' ? [] : [expected(path, 'true or false', value)];
    case 'IntOrString':
      return found === 'number' || found === 'string'
        ? []
        : [expected(path, 'a number or a text', value)];
    default:
      return [];
  }
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** The type that was found, never the value: it may be a secret. */
function expected(path: string, what: string, value: unknown): string {
  const found = Array.isArray(value) ? 'a list' : typeof value;
  return `${path}: expected ${what}, found ${found}`;
}
