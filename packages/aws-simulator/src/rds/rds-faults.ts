import { AwsFault } from '../kernel/aws-fault.ts';

/** RDS's errors by their codes on the wire [documented codes, believed texts]. */
export function databaseNotFound(id: string): AwsFault {
  return new AwsFault('DBInstanceNotFound', 404, `DBInstance ${id} not found.`);
}

export function databaseExists(): AwsFault {
  return new AwsFault('DBInstanceAlreadyExists', 400, 'DB instance already exists');
}

export function invalidState(message: string): AwsFault {
  return new AwsFault('InvalidDBInstanceState', 400, message);
}

export function notAvailable(id: string, status: string): AwsFault {
  return invalidState(
    `Database instance ${id} is not in available state. Its status is ${status}.`,
  );
}

export function snapshotNotFound(id: string): AwsFault {
  return new AwsFault('DBSnapshotNotFound', 404, `DBSnapshot ${id} not found.`);
}

export function snapshotExists(id: string): AwsFault {
  const message = `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`;
  return new AwsFault('DBSnapshotAlreadyExists', 400, message);
}

export function invalidParameter(message: string): AwsFault {
  return new AwsFault('InvalidParameterValue', 400, message);
}

export function invalidCombination(message: string): AwsFault {
  return new AwsFault('InvalidParameterCombination', 400, message);
}

export function missingParameter(name: string): AwsFault {
  const message = `The request must contain the parameter ${name}`;
  return new AwsFault('MissingParameter', 400, message);
}
