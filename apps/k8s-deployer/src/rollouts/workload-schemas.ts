import * as z from 'zod';

const Count = z.int().min(0);

/** Of a condition only what is decided by. */
export const Condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().default(''),
  message: z.string().default(''),
});
export type Condition = z.infer<typeof Condition>;

const Conditions = z.array(Condition).default([]);
const Generation = Count.default(0);
const Metadata = z.object({ generation: Generation });

export const Deployment = z.object({
  metadata: Metadata,
  spec: z.object({ replicas: Count.default(1), paused: z.boolean().default(false) }),
  status: z
    .object({
      observedGeneration: Generation,
      replicas: Count.default(0),
      updatedReplicas: Count.default(0),
      availableReplicas: Count.default(0),
      conditions: Conditions,
    })
    .prefault({}),
});

export const StatefulSet = z.object({
  metadata: Metadata,
  spec: z.object({
    replicas: Count.default(1),
    updateStrategy: z
      .object({
        type: z.string().default('RollingUpdate'),
        rollingUpdate: z.object({ partition: Count.default(0) }).prefault({}),
      })
      .prefault({}),
  }),
  status: z
    .object({
      observedGeneration: Generation,
      updatedReplicas: Count.default(0),
      availableReplicas: Count.default(0),
      readyReplicas: Count.default(0),
      currentRevision: z.string().default(''),
      updateRevision: z.string().default(''),
    })
    .prefault({}),
});

export const DaemonSet = z.object({
  metadata: Metadata,
  spec: z.object({
    updateStrategy: z.object({ type: z.string().default('RollingUpdate') }).prefault({}),
  }),
  status: z
    .object({
      observedGeneration: Generation,
      desiredNumberScheduled: Count.default(0),
      updatedNumberScheduled: Count.default(0),
      numberAvailable: Count.default(0),
    })
    .prefault({}),
});

export const Job = z.object({
  metadata: Metadata,
  spec: z.object({ completions: Count.nullish(), suspend: z.boolean().default(false) }),
  status: z
    .object({ succeeded: Count.default(0), failed: Count.default(0), conditions: Conditions })
    .prefault({}),
});

const ContainerState = z.object({
  waiting: z.object({ reason: z.string().default(''), message: z.string().default('') }).optional(),
  terminated: z
    .object({
      exitCode: z.int(),
      reason: z.string().default(''),
      message: z.string().default(''),
    })
    .optional(),
});

const ContainerStatus = z.object({
  name: z.string(),
  ready: z.boolean().default(false),
  restartCount: Count.default(0),
  state: ContainerState.prefault({}),
  lastState: ContainerState.prefault({}),
});
export type ContainerStatus = z.infer<typeof ContainerStatus>;

export const Pod = z.object({
  metadata: z.object({
    name: z.string(),
    creationTimestamp: z.string().default(''),
    deletionTimestamp: z.string().optional(),
    labels: z.record(z.string(), z.string()).default({}),
  }),
  status: z
    .object({
      phase: z.string().default('Pending'),
      reason: z.string().default(''),
      message: z.string().default(''),
      conditions: Conditions,
      initContainerStatuses: z.array(ContainerStatus).default([]),
      containerStatuses: z.array(ContainerStatus).default([]),
    })
    .prefault({}),
});
export type Pod = z.infer<typeof Pod>;
