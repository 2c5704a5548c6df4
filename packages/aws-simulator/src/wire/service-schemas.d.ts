import { NormalizedSchema } from '@smithy/core/schema';
import type { ServiceDescription } from './service-catalog.ts';
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
/** Loads a service's client once and indexes its schemas. */
export declare function loadServiceSchemas(description: ServiceDescription): Promise<ServiceSchemas>;
