import { AwsFault } from '../kernel/aws-fault.ts';
/**
 * How deep a value may nest. DynamoDB's own limit of 32 levels takes three of ours each; a request
 * beyond this is an attack on the stack, not a value.
 */
export declare const NESTING_LEVELS_MAX = 200;
/** The request cannot be read as its operation's input. */
export declare function malformed(expected: string, found: unknown): AwsFault;
export declare function refuseDeeperThanAllowed(level: number): void;
