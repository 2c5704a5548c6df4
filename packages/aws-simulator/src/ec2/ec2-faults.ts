import { AwsFault } from '../kernel/aws-fault.ts';

/** EC2's errors as it words them [documented]. */
export function instanceNotFound(ids: readonly string[]): AwsFault {
  const [subject, verb] =
    ids.length === 1
      ? [`instance ID '${ids.join()}'`, 'does']
      : [`instance IDs '${ids.join(', ')}'`, 'do'];
  return new AwsFault('InvalidInstanceID.NotFound', 400, `The ${subject} ${verb} not exist`);
}

export function instanceMalformed(id: string): AwsFault {
  return new AwsFault('InvalidInstanceID.Malformed', 400, `Invalid id: "${id}"`);
}

export function incorrectState(id: string, toBe: string): AwsFault {
  const message = `The instance '${id}' is not in a state from which it can be ${toBe}.`;
  return new AwsFault('IncorrectInstanceState', 400, message);
}

export function insufficientCapacity(instanceType: string, zone: string): AwsFault {
  const message =
    `We currently do not have sufficient ${instanceType} capacity in the Availability Zone ` +
    `you requested (${zone}). Our system will be working on provisioning additional capacity.`;
  return new AwsFault('InsufficientInstanceCapacity', 500, message);
}

export function protectedFrom(id: string, action: 'stopped' | 'terminated'): AwsFault {
  const attribute = action === 'stopped' ? 'disableApiStop' : 'disableApiTermination';
  const message = `The instance '${id}' may not be ${action}. Modify its '${attribute}' instance attribute and try again.`;
  return new AwsFault('OperationNotPermitted', 400, message);
}

export function dryRunPassed(): AwsFault {
  const message = 'Request would have succeeded, but DryRun flag is set.';
  return new AwsFault('DryRunOperation', 412, message);
}

export function missingParameter(name: string): AwsFault {
  const message = `The request must contain the parameter ${name}`;
  return new AwsFault('MissingParameter', 400, message);
}

export function invalidValue(message: string): AwsFault {
  return new AwsFault('InvalidParameterValue', 400, message);
}

/** `kind` as in the code `InvalidGroup.NotFound`. */
export function notFound(kind: string, what: string, id: string): AwsFault {
  return new AwsFault(`${kind}.NotFound`, 400, `The ${what} '${id}' does not exist`);
}
