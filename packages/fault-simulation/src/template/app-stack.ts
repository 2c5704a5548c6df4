import type { StackPackage } from '@understudy/aws-simulator';
import { TerminalError } from '@understudy/errors';

type Template = StackPackage['template'];
type Resources = Template['Resources'];
type Resource = Resources[string];

const FUNCTION = 'AWS::Lambda::Function';

/**
 * What belongs to one app in the stack of all: its functions, what these refer to, and what refers to
 * these. For worlds in which the others have nothing to do. That all of it deploys together is what
 * the tests of the whole stack show.
 */
export function stackOfApp(stack: StackPackage, app: string): StackPackage {
  const cut = known.get(stack) ?? new Map<string, StackPackage>();
  known.set(stack, cut);
  const part = cut.get(app) ?? cutStack(stack, app);
  cut.set(app, part);
  return part;
}

/** Simulations deploy one package thousands of times. */
const known = new WeakMap<StackPackage, Map<string, StackPackage>>();

function cutStack(stack: StackPackage, app: string): StackPackage {
  const { Resources, Outputs = {} } = stack.template;
  const kept = resourcesOfApp(Resources, app);
  const resources = Object.entries(Resources).filter(([id]) => kept.has(id));
  const texts = JSON.stringify(resources);
  // A parameter that nothing refers to would be asked for all the same.
  const referred = new Set(resources.flatMap(([, resource]) => referencesIn(resource)));
  const parameters = Object.entries(stack.template.Parameters ?? {});
  return {
    code: new Map([...stack.code].filter(([zip]) => texts.includes(`/${zip}"`))),
    template: {
      ...stack.template,
      Parameters: Object.fromEntries(parameters.filter(([name]) => referred.has(name))),
      Resources: Object.fromEntries(resources),
      Outputs: Object.fromEntries(
        Object.entries(Outputs).filter(([, output]) =>
          referencesIn(output).every((id) => kept.has(id)),
        ),
      ),
    },
  };
}

function resourcesOfApp(resources: Resources, app: string): ReadonlySet<string> {
  const own = Object.entries(resources).filter(([, resource]) => belongsTo(resource, app));
  if (own.length === 0) {
    throw new TerminalError(
      'AppNotPackaged',
      `Expected functions of apps/${app} in the template, found none. Name it in serverless.yml.`,
    );
  }
  const names = new Set(own.map(([, { Properties }]) => Properties?.['FunctionName']));
  const kept = new Set(own.map(([id]) => id));
  for (let size = 0; size !== kept.size;) {
    size = kept.size;
    for (const [id, resource] of Object.entries(resources)) {
      const refers = referencesIn(resource);
      if (kept.has(id)) {
        // What its own need; the bucket that all zips lie in is everybody's, and nobody's link.
        for (const other of refers) if (other in resources) kept.add(other);
      } else if (resource.Type !== FUNCTION) {
        const links = refers.some((other) => kept.has(other) && !isShared(resources[other]));
        if (links || watchesOne(resource, names)) kept.add(id);
      }
    }
  }
  return kept;
}

/** Whether a stack holds functions of this app: a comparison deploys somebody else's. */
export function holdsApp({ template }: StackPackage, app: string): boolean {
  return Object.values(template.Resources).some((resource) => belongsTo(resource, app));
}

function belongsTo({ Type, Properties }: Resource, app: string): boolean {
  if (Type !== FUNCTION) return false;
  const handler = Properties?.['Handler'];
  if (typeof handler === 'string') return handler.startsWith(`apps/${app}/`);
  return JSON.stringify(Properties?.['Code'] ?? {}).includes(`understudy-${app}@`);
}

function isShared(resource: Resource | undefined): boolean {
  return resource?.Type === 'AWS::S3::Bucket';
}

/** An alarm names a function by its name, which is no reference. */
function watchesOne({ Type, Properties }: Resource, names: ReadonlySet<unknown>): boolean {
  if (Type !== 'AWS::CloudWatch::Alarm') return false;
  const dimensions = (Properties?.['Dimensions'] ?? []) as readonly { readonly Value?: unknown }[];
  return dimensions.some(({ Value }) => names.has(Value));
}

/** Logical ids in `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`; names of parameters among them. */
function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    if (key === 'Ref') return [String(item)];
    if (key === 'DependsOn') return Array.isArray(item) ? item.map(String) : [String(item)];
    if (key === 'Fn::GetAtt')
      return [String(Array.isArray(item) ? item[0] : item).split('.')[0] ?? ''];
    if (key === 'Fn::Sub') return namesInPattern(item);
    return referencesIn(item);
  });
}

function namesInPattern(argument: unknown): readonly string[] {
  const pattern: unknown = Array.isArray(argument) ? argument[0] : argument;
  if (typeof pattern !== 'string') return [];
  return [...pattern.matchAll(/\$\{([^}!.]+)(?:\.[^}]+)?\}/g)].map(([, name = '']) => name);
}
