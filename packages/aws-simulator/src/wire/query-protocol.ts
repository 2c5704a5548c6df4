import { AwsFault } from '../kernel/aws-fault.ts';
import { growQueryTree, type QueryNode } from './query-tree.ts';
import { readQuery, type QueryDialect } from './query-reader.ts';
import type { OperationSchemas, ServiceSchemas } from './service-schemas.ts';
import type { OpenedRequest, Reply } from './wire-messages.ts';
import { element, escapeXml, writeMembers } from './xml-writer.ts';
import {
  faultSide,
  recordOf,
  type DecodedCall,
  type Exchange,
  type WireProtocol,
} from './wire-protocol.ts';

/** awsQuery: parameters in a form, answers in XML (`ec2Query` is its dialect). */
export function createQueryProtocol(dialect: QueryDialect): WireProtocol {
  return {
    decode: (request, service) => decode(request, service, dialect),
    encodeOutput: dialect === 'ec2' ? encodeEc2Output : encodeAwsOutput,
    encodeFault: dialect === 'ec2' ? encodeEc2Fault : encodeAwsFault,
  };
}

function decode(
  request: OpenedRequest,
  service: ServiceSchemas,
  dialect: QueryDialect,
): DecodedCall {
  const tree = growQueryTree(parametersOf(request));
  const operation = operationOf(tree, service);
  const input = operation.input.isStructSchema() ? readQuery(operation.input, tree, dialect) : {};
  return { operation, input: recordOf(input) };
}

/** A presigned request has its parameters in the URL, all others in the body. */
function parametersOf(request: OpenedRequest): Iterable<readonly [string, string]> {
  if (request.body.byteLength === 0) return request.query;
  return new URLSearchParams(Buffer.from(request.body).toString('utf8'));
}

function operationOf(tree: QueryNode, service: ServiceSchemas): OperationSchemas {
  const action = tree.children.get('Action')?.value;
  if (!action) throw new AwsFault('MissingAction', 400, 'The request has no parameter Action.');
  const operation = service.operations.get(action);
  if (operation) return operation;
  throw new AwsFault('InvalidAction', 400, `Could not find operation ${action}.`);
}

function namespaceOf(exchange: Exchange): string | undefined {
  return exchange.service?.description.query?.xmlNamespace;
}

function encodeEc2Output(exchange: Exchange, operation: OperationSchemas, output: unknown): Reply {
  const content = element('requestId', exchange.requestId) + writeMembers(operation.output, output);
  return xmlReply(200, element(`${operation.name}Response`, content, namespaceOf(exchange)));
}

function encodeAwsOutput(exchange: Exchange, operation: OperationSchemas, output: unknown): Reply {
  const result = operation.output.isStructSchema()
    ? element(`${operation.name}Result`, writeMembers(operation.output, output))
    : '';
  const metadata = element('ResponseMetadata', element('RequestId', exchange.requestId));
  const content = result + metadata;
  return xmlReply(200, element(`${operation.name}Response`, content, namespaceOf(exchange)));
}

function encodeEc2Fault(exchange: Exchange, fault: AwsFault): Reply {
  const error = element('Code', escapeXml(fault.code)) + messageOf(fault);
  const errors = element('Errors', element('Error', error));
  return xmlReply(
    fault.status,
    element('Response', errors + element('RequestID', exchange.requestId)),
  );
}

/** Shared with restXml, whose errors look the same. */
export function encodeAwsFault(exchange: Exchange, fault: AwsFault): Reply {
  const modelled = exchange.service?.errors.get(fault.code);
  const members = modelled
    ? writeMembers(modelled.schema, fault.members, (member) => !isMessage(member.getMemberName()))
    : '';
  const error =
    element('Type', faultSide(fault)) +
    element('Code', escapeXml(modelled?.queryCode ?? fault.code)) +
    messageOf(fault) +
    members;
  const xmlNamespace = namespaceOf(exchange) ?? exchange.service?.description.rest?.xmlNamespace;
  const content = element('Error', error) + element('RequestId', exchange.requestId);
  return xmlReply(fault.status, element('ErrorResponse', content, xmlNamespace));
}

function isMessage(memberName: string): boolean {
  return memberName === 'message' || memberName === 'Message';
}

function messageOf(fault: AwsFault): string {
  return element('Message', escapeXml(fault.message));
}

export function xmlReply(status: number, root: string): Reply {
  return {
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${root}`,
  };
}
