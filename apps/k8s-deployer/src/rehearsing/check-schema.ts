import * as z from 'zod';

const Schema = z.looseObject({
  type: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  required: z.array(z.string()).optional(),
  enum: z.array(z.unknown()).optional(),
  pattern: z.string().max(1_000).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  nullable: z.boolean().optional(),
  'x-kubernetes-preserve-unknown-fields': z.boolean().optional(),
  'x-kubernetes-int-or-string': z.boolean().optional(),
});
type Schema = z.infer<typeof Schema>;

/** What every object has, whatever its definition says. */
const GIVEN = ['apiVersion', 'kind', 'metadata'];

/**
 * Checks an object against the schema of a definition that the cluster does not have yet: types,
 * names, required fields and simple bounds. What only a server can say (defaults, rules in CEL,
 * webhooks) stays unverified, and is told so.
 */
export function checkSchema(object: unknown, schema: unknown): readonly string[] {
  return check(object, schema, '', true).slice(0, 5);
}

function check(value: unknown, rules: unknown, path: string, isRoot: boolean): readonly string[] {
  const parsed = Schema.safeParse(rules);
  if (!parsed.success) return [];
  const schema = parsed.data;
  if (value === null)
    return schema.nullable ? [] : [`${path}: expected ${schema.type}, found null`];
  const wrong = checkType(value, schema, path);
  if (wrong.length > 0) return wrong;
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => check(item, schema.items, `${path}[${index}]`, false));
  }
  if (typeof value === 'object') return checkMembers(value, schema, path, isRoot);
  return checkBounds(value, schema, path);
}

function checkType(value: unknown, schema: Schema, path: string): readonly string[] {
  const found = Array.isArray(value) ? 'array' : typeof value;
  const { type } = schema;
  if (schema['x-kubernetes-int-or-string']) {
    return found === 'number' || found === 'string' ? [] : [`${path}: expected a number or a text`];
  }
  const fits =
    type === undefined ||
    type === found ||
    (type === 'integer' && found === 'number' && Number.isInteger(value));
  return fits ? [] : [`${path}: expected ${type}, found ${found}`];
}

function checkMembers(
  value: object,
  schema: Schema,
  path: string,
  isRoot: boolean,
): readonly string[] {
  const { properties = {}, additionalProperties, required = [] } = schema;
  const missing = required
    .filter((name) => !(name in value))
    .map((name) => `${join(path, name)}: required`);
  const members = Object.entries(value).flatMap(([name, member]) => {
    if (isRoot && GIVEN.includes(name)) return [];
    if (name in properties) return check(member, properties[name], join(path, name), false);
    if (additionalProperties !== undefined && additionalProperties !== false) {
      return check(member, additionalProperties, join(path, name), false);
    }
    if (schema['x-kubernetes-preserve-unknown-fields'] || schema.type === undefined) return [];
    return [`${join(path, name)}: expected a field of the definition, found ${name}`];
  });
  return [...missing, ...members];
}

/** A pattern of the bundle's is not run: it could be made to take for ever. */
function checkBounds(value: unknown, schema: Schema, path: string): readonly string[] {
  const problems: string[] = [];
  if (schema.enum && !schema.enum.includes(value))
    problems.push(`${path}: expected one of its enum`);
  if (typeof value !== 'number') return problems;
  const { minimum, maximum } = schema;
  if (minimum !== undefined && value < minimum)
    problems.push(`${path}: expected at least ${minimum}`);
  if (maximum !== undefined && value > maximum)
    problems.push(`${path}: expected at most ${maximum}`);
  return problems;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
