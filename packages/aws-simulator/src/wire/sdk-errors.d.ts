import { type TypeRegistry } from '@smithy/core/schema';
import type { AwsFault } from '../kernel/aws-fault.ts';
/** The error that a client of these registries throws for a fault. */
export declare function toSdkError(fault: AwsFault, requestId: string, registries: readonly TypeRegistry[]): Error;
/** The error that a client throws when its caller gave up. */
export declare function toAbortError(reason: unknown): Error;
