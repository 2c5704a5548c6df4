/**
 * A copy as a wire would make it: nothing shared between caller and service, members without a
 * value left out. Values of classes that no wire knows pass as they are.
 */
export declare function copyValue(value: unknown): unknown;
