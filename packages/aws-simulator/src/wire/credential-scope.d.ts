import type { OpenedRequest } from './wire-messages.ts';
/** What a signature says of its request. The signature itself is not verified: no secret is real. */
export interface SigningScope {
    readonly accessKeyId: string;
    readonly region: string;
    readonly service: string;
    readonly signedAtMilliseconds: number;
}
/** From the Authorization header or a presigned URL's query. */
export declare function readSigningScope(request: OpenedRequest): SigningScope;
