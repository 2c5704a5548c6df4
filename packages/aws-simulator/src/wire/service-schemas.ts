import { NormalizedSchema } from '@smithy/core/schema';

import type { SdkModule, ServiceDescription } from './service-catalog.ts';

export interface OperationSchemas {
  readonly name: string;
  readonly http: HttpTrait | undefined;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
}

/** Method, URI template (with a static query, maybe) and the status of success. */
export type HttpTrait = readonly [method: string, template: string, status: number];

export interface ErrorSchemas {
  readonly name: string;
  /** `com.amazonaws.sqs`. */
  readonly namespace: string;
  readonly schema: NormalizedSchema;
  /** The code on the wire of the query protocols, where it is not the name. */
  readonly queryCode: string | undefined;
  /** The client's class of the error. */
  readonly type: unknown;
}

/** A service's operations and errors, as its SDK client describes them at run time. */
export interface ServiceSchemas {
  readonly description: ServiceDescription;
  readonly operations: ReadonlyMap<string, OperationSchemas>;
  /** By the shape's name or by its code in the query protocols. */
  readonly errors: ReadonlyMap<string, ErrorSchemas>;
  /** The class of errors that no schema describes (`EC2ServiceException`). */
  readonly baseErrorType: unknown;
}

/** The kinds of the SDK's static schemas: their first element. */
const OPERATION_KIND = 9;
const ERROR_KIND = -3;
/** Namespace of the schemas that the SDK invents for its own base classes. */
const SYNTHETIC_NAMESPACE = 'smithy.ts.sdk.synthetic.';

type StaticOperation = readonly [9, string, string, unknown, unknown, unknown];
type StaticError = readonly [-3, string, string, ...unknown[]];
type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

const loaded = new Map<string, Promise<ServiceSchemas>>();

/** Loads a service's client once and indexes its schemas. */
export function loadServiceSchemas(description: ServiceDescription): Promise<ServiceSchemas> {
  let schemas = loaded.get(description.name);
  if (!schemas) {
    schemas = description.load().then((module) => indexSchemas(description, module));
    loaded.set(description.name, schemas);
  }
  return schemas;
}

function indexSchemas(description: ServiceDescription, module: SdkModule): ServiceSchemas {
  const operations = new Map<string, OperationSchemas>();
  const errors = new Map<string, ErrorSchemas>();
  let baseErrorType: unknown;
  for (const exported of Object.values(module)) {
    if (isStatic<StaticOperation>(exported, OPERATION_KIND)) {
      operations.set(exported[2], operationOf(exported));
    } else if (isStatic<StaticError>(exported, ERROR_KIND)) {
      if (exported[1].startsWith(SYNTHETIC_NAMESPACE)) baseErrorType = module[exported[2]];
      else indexError(errors, exported, module[exported[2]]);
    }
  }
  return { description, operations, errors, baseErrorType };
}

function isStatic<T>(exported: unknown, kind: number): exported is T {
  return Array.isArray(exported) && exported[0] === kind;
}

function operationOf([, , name, traits, input, output]: StaticOperation): OperationSchemas {
  const http: unknown =
    typeof traits === 'object' && traits !== null ? Reflect.get(traits, 'http') : null;
  return {
    name,
    http: Array.isArray(http) ? (http as unknown as HttpTrait) : undefined,
    // The schemas are checked by the SDK's own normalization, not by their static type.
    input: NormalizedSchema.of(input as SchemaRef),
    output: NormalizedSchema.of(output as SchemaRef),
  };
}

function indexError(errors: Map<string, ErrorSchemas>, raw: StaticError, type: unknown): void {
  const schema = NormalizedSchema.of(raw as unknown as SchemaRef);
  const queryError = schema.getMergedTraits()['awsQueryError'];
  const queryCode = Array.isArray(queryError) ? String(queryError[0]) : undefined;
  const error: ErrorSchemas = { name: raw[2], namespace: raw[1], schema, queryCode, type };
  errors.set(error.name, error);
  if (queryCode !== undefined && !errors.has(queryCode)) errors.set(queryCode, error);
}
