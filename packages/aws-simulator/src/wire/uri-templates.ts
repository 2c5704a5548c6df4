import { malformed } from './malformed.ts';
import type { OperationSchemas, ServiceSchemas } from './service-schemas.ts';
import type { OpenedRequest } from './wire-messages.ts';

/** The operation that a path belongs to, and the parts of the path that are its input. */
export interface MatchedOperation {
  readonly operation: OperationSchemas;
  /** By label, decoded. */
  readonly labels: Readonly<Record<string, string>>;
}

interface Template {
  readonly operation: OperationSchemas;
  readonly method: string;
  readonly segments: readonly Segment[];
  readonly query: URLSearchParams;
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'label' | 'greedy'; readonly name: string };

const indexed = new WeakMap<ServiceSchemas, readonly Template[]>();

/** Compares still-encoded segments, so that an ARN's own slashes (`%2F`) split nothing. */
export function matchOperation(
  request: OpenedRequest,
  service: ServiceSchemas,
): MatchedOperation | undefined {
  const segments = segmentsOf(request.path);
  for (const template of templatesOf(service)) {
    if (template.method !== request.method || !hasQuery(request, template)) continue;
    const labels = matchSegments(template.segments, segments);
    if (labels) return { operation: template.operation, labels: decodeLabels(labels) };
  }
  return undefined;
}

/** Templates with most literals first: `/x/list` is more exact than `/x/{Name}`. */
function templatesOf(service: ServiceSchemas): readonly Template[] {
  const existing = indexed.get(service);
  if (existing) return existing;
  const templates = [...service.operations.values()]
    .flatMap((operation) => parseTemplate(operation))
    .sort((left, right) => exactness(right) - exactness(left));
  indexed.set(service, templates);
  return templates;
}

function exactness(template: Template): number {
  const literals = template.segments.filter((segment) => segment.kind === 'literal').length;
  return literals + template.query.size;
}

function parseTemplate(operation: OperationSchemas): Template[] {
  if (!operation.http) return [];
  const [method, template] = operation.http;
  const [path = '', query = ''] = template.split('?');
  const segments = segmentsOf(path).map(parseSegment);
  return [{ operation, method, segments, query: new URLSearchParams(query) }];
}

function parseSegment(text: string): Segment {
  const label = /^\{([^+}]+)(\+?)\}$/.exec(text);
  if (!label?.[1]) return { kind: 'literal', text };
  return { kind: label[2] ? 'greedy' : 'label', name: label[1] };
}

/** Some clients end paths with a slash that the template lacks. */
function segmentsOf(path: string): string[] {
  return path.replace(/^\/+/, '').replace(/\/$/, '').split('/');
}

function hasQuery(request: OpenedRequest, template: Template): boolean {
  return [...template.query].every(
    ([name, value]) =>
      request.query.has(name) && (value === '' || request.query.get(name) === value),
  );
}

function matchSegments(
  template: readonly Segment[],
  found: readonly string[],
): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  for (const [index, segment] of template.entries()) {
    if (segment.kind === 'greedy') {
      labels[segment.name] = found.slice(index).join('/');
      return labels[segment.name] ? labels : undefined;
    }
    const text = found[index];
    if (text === undefined || text === '') return undefined;
    if (segment.kind === 'literal') {
      if (segment.text !== text) return undefined;
    } else labels[segment.name] = text;
  }
  return template.length === found.length ? labels : undefined;
}

function decodeLabels(labels: Record<string, string>): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(labels).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch {
    throw malformed('a percent-encoded path', Object.values(labels).join('/'));
  }
}
