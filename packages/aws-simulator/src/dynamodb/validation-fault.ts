import { AwsFault } from '../kernel/aws-fault.ts';

/** DynamoDB's answer to a request it cannot accept. Messages are those that the service gives. */
export function validationFault(message: string): AwsFault {
  return new AwsFault('ValidationException', 400, message);
}

/** A wrong value inside an otherwise well-formed request. */
export function invalidParameter(message: string): AwsFault {
  return validationFault(`One or more parameter values were invalid: ${message}`);
}

/** documented: the code of every failed condition outside transactions. */
export function conditionFailed(item: unknown): AwsFault {
  return new AwsFault(
    'ConditionalCheckFailedException',
    400,
    'The conditional request failed',
    item === undefined ? {} : { Item: item },
  );
}
