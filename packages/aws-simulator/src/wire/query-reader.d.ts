import type { NormalizedSchema } from '@smithy/core/schema';
import { type QueryNode } from './query-tree.ts';
/** EC2 names parameters in its own way and never nests lists in `member`. */
export type QueryDialect = 'ec2' | 'aws';
/** The typed value that a node of query parameters stands for. */
export declare function readQuery(schema: NormalizedSchema, node: QueryNode, dialect: QueryDialect, level?: number): unknown;
