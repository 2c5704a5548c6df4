export type { ControlHandler } from './control-path.ts';
export { createHttpDoor, type HttpDoor, type HttpDoorOptions } from './http-door.ts';
