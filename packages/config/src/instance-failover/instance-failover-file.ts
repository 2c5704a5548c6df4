import * as z from 'zod';
import { LIMITS, MOVED_MAX, SERVICES_MAX, type Bounded } from './defaults.ts';

/** What a stage file may say. Everything may be left out: then the document's convention holds. */

function bounded({ byDefault, min, max, why }: Bounded) {
  return z
    .int()
    .min(min, why)
    .max(max, why)
    .optional()
    .describe(`Default ${byDefault}; ${min} to ${max}: ${why}.`);
}

function named(pattern: RegExp, what: string) {
  return z.string().regex(pattern, what);
}

const ServiceName = named(
  /^[A-Za-z0-9](?:[\w-]{0,40}[A-Za-z0-9])?$/,
  'a name of letters, digits, - and _, at most 42 long, that begins and ends with a letter or digit',
);
const NameTag = named(/^[^\p{Cc}]{1,255}$/u, 'the Name tag of an instance, at most 255 long');
const AlarmName = named(/^[^\p{Cc}]{1,255}$/u, "an alarm's name, at most 255 long");
const TargetGroup = named(
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?|arn:aws[\w-]*:elasticloadbalancing:[\w-]+:\d{12}:targetgroup\/[\w/-]+)$/,
  "a target group's name (at most 32 letters, digits and hyphens) or ARN",
);
const AllocationId = named(/^eipalloc-[0-9a-f]{8,17}$/, 'an allocation id: eipalloc-…');
const RouteTableId = named(/^rtb-[0-9a-f]{8,17}$/, 'a route table: rtb-…');
const Destination = named(
  /^(?:\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}|[0-9a-fA-F:]+\/\d{1,3}|pl-[0-9a-f]{8,17})$/,
  'a destination: an IPv4 or IPv6 block, or a prefix list pl-…',
);
const ZoneId = named(/^Z[A-Z0-9]{5,31}$/, "a hosted zone's id: Z…");
const DnsName = named(/^(?=.{1,254}$)[\w*-]+(?:\.[\w-]+)*\.?$/, 'a DNS name');
const SecurityGroupId = named(/^sg-[0-9a-f]{8,17}$/, 'a security group: sg-…');
const Topic = named(
  /^(?:arn:aws[\w-]*:sns:[\w-]+:\d{12}:)?[\w-]{1,256}(?:\.fifo)?$/,
  "a topic's ARN or name",
);

const DnsRecord = z.strictObject({
  zoneId: ZoneId,
  name: DnsName,
  type: z.enum(['A', 'AAAA', 'CNAME']),
  ttlSeconds: bounded(LIMITS.recordTtlSeconds),
  values: z
    .strictObject({
      primary: z.array(z.string().min(1).max(255)).min(1).max(MOVED_MAX),
      backup: z.array(z.string().min(1).max(255)).min(1).max(MOVED_MAX),
    })
    .describe('What the name stands for while each role is in charge.'),
});

const Fence = z
  .strictObject({
    stopAgainAfterSeconds: bounded(LIMITS.stopAgainAfterSeconds),
    skipOsShutdownAfterSeconds: bounded(LIMITS.skipOsShutdownAfterSeconds),
    giveUpAfterSeconds: bounded(LIMITS.giveUpAfterSeconds),
  })
  .describe('Seconds from the first stop request, each more than the one before.');

/** What may be said of one service, or under `defaults` of all that do not say it themselves. */
const TIMINGS = {
  confirmWindow: z
    .strictObject({
      looks: bounded(LIMITS.looks),
      everySeconds: bounded(LIMITS.lookEverySeconds),
    })
    .optional(),
  coolDownMinutes: bounded(LIMITS.coolDownMinutes),
  fence: Fence.optional(),
  startTimeoutSeconds: bounded(LIMITS.startTimeoutSeconds),
  capacity: z
    .strictObject({
      tries: bounded(LIMITS.capacityTries),
      everySeconds: bounded(LIMITS.capacityEverySeconds),
    })
    .optional(),
  healthyTimeoutSeconds: bounded(LIMITS.healthyTimeoutSeconds),
  switchoverDrainSeconds: bounded(LIMITS.switchoverDrainSeconds),
  quarantineSecurityGroup: SecurityGroupId.optional(),
};

const Service = z.strictObject({
  policy: z.enum(['exclusive', 'warm']).optional(),
  primary: NameTag.optional().describe('Default <service>-primary.'),
  backup: NameTag.optional().describe('Default <service>-backup.'),
  targetGroups: z
    .array(TargetGroup)
    .max(MOVED_MAX)
    .optional()
    .describe('Default <stage>-<service>-tg.'),
  elasticIps: z.array(AllocationId).max(MOVED_MAX).optional(),
  routes: z
    .array(z.strictObject({ routeTableId: RouteTableId, destination: Destination }))
    .max(MOVED_MAX)
    .optional(),
  dnsRecords: z.array(DnsRecord).max(MOVED_MAX).optional(),
  alarms: z
    .array(AlarmName)
    .max(MOVED_MAX)
    .optional()
    .describe('Default <service>-primary-health and <service>-service-health.'),
  control: TargetGroup.optional().describe('A target group behind the same balancer, or none.'),
  autoScaled: z.boolean().optional(),
  ...TIMINGS,
});

export const InstanceFailoverFile = z.strictObject({
  $schema: z.string().optional().describe('For editors only.'),
  defaults: z.strictObject(TIMINGS).optional(),
  services: z
    .record(ServiceName, Service.nullable())
    .refine((services) => Object.keys(services).length <= SERVICES_MAX, {
      message: `at most ${SERVICES_MAX} services in one stage`,
    })
    .optional(),
  velocity: z
    .strictObject({
      services: bounded(LIMITS.velocityServices),
      percent: bounded(LIMITS.velocityPercent),
      minutes: bounded(LIMITS.velocityMinutes),
      zoneServices: bounded(LIMITS.velocityZoneServices),
    })
    .optional(),
  topics: z
    .array(Topic)
    .max(100)
    .optional()
    .describe('Topics that alarms may come from. Empty: those of the deployment.'),
  notificationTopic: Topic.optional(),
});

export type InstanceFailoverFile = z.infer<typeof InstanceFailoverFile>;
export type ServiceEntry = z.infer<typeof Service>;
