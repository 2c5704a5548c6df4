export type { AwsEvent } from '../kernel/aws-event.ts';
export { createEc2 } from './ec2.ts';
export type { Ec2, Ec2Options } from './ec2.ts';
export type { LaunchOptions } from './launch.ts';
export type { Answer, MachineState } from './machine.ts';
export type { MachineFault, MachineFaultOptions } from './machine-faults.ts';
export { createEc2Timings, createFixedEc2Timings } from './timings.ts';
export type { Ec2Timings } from './timings.ts';
