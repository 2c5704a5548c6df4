import { AwsFault } from '../kernel/aws-fault.ts';
import { type QueryDialect } from './query-reader.ts';
import type { Reply } from './wire-messages.ts';
import { type Exchange, type WireProtocol } from './wire-protocol.ts';
/** awsQuery: parameters in a form, answers in XML (`ec2Query` is its dialect). */
export declare function createQueryProtocol(dialect: QueryDialect): WireProtocol;
/** Shared with restXml, whose errors look the same. */
export declare function encodeAwsFault(exchange: Exchange, fault: AwsFault): Reply;
export declare function xmlReply(status: number, root: string): Reply;
