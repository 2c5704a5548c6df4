import type { ServiceName } from '../kernel/world.ts';
/** What a service's SDK client exports: schemas by name with a dollar, classes by plain name. */
export type SdkModule = Readonly<Record<string, unknown>>;
export interface ServiceDescription {
    readonly name: ServiceName;
    /** The SDK's `serviceId`. */
    readonly serviceId: string;
    /** The service's older XML wire format, where it has one. */
    readonly query?: {
        readonly dialect: 'ec2' | 'aws';
        readonly xmlNamespace: string;
    };
    readonly rest?: {
        readonly format: 'json' | 'xml';
        readonly xmlNamespace: string;
    };
    /** Loaded when the first request comes: all clients together take a second and 100 MB. */
    load(): Promise<SdkModule>;
}
/** By the name in a signature's credential scope. */
export declare function describeService(name: string): ServiceDescription | undefined;
export declare function describeServiceOfClient(serviceId: string): ServiceDescription | undefined;
