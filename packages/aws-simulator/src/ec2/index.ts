export { createEc2 } from './ec2.ts';
export type { Ec2, Ec2Options } from './ec2.ts';
export type { AwsEvent } from './fleet.ts';
export { eventId, secondsOf } from './fleet.ts';
export type { LaunchOptions } from './launch.ts';
export type { Answer, MachineState } from './machine.ts';
export type { MachineFault, MachineFaultOptions } from './machine-faults.ts';
export { createEc2Timings, createFixedEc2Timings } from './timings.ts';
export type { Ec2Timings } from './timings.ts';
