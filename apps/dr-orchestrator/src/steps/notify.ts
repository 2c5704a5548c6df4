import * as z from 'zod';

import type { StepKind } from './step-kind.ts';

const Input = z.strictObject({ words: z.string().min(1).max(2_000) });
type Input = z.infer<typeof Input>;

/** A word to people. That it cannot be sent must not stop a recovery. */
export const notify: StepKind<Input> = {
  name: 'notify',
  input: Input,
  outputs: () => ({}),
  isReversible: () => true,
  estimate: () => ({ medianSeconds: 1, highSeconds: 3 }),

  check: async ({ world }) => {
    const topic = world.settings.notificationTopicArn;
    return [
      {
        check: 'people are told',
        mark: topic === undefined ? 'failed' : 'verified',
        words: topic === undefined ? 'No topic is set.' : `They are told on ${topic}.`,
        ...(topic === undefined ? { repair: 'set notification-topic in the stage file' } : {}),
      },
    ];
  },

  async run(step) {
    const { world, plan, incident, input } = step;
    const sent = await step.told('tell', async () => {
      const { notificationTopicArn: topic, log } = world.settings;
      if (topic === undefined) return { value: false, sentence: 'No topic is set.' };
      try {
        const message = { plan: plan.name, incident: incident.id, words: input.words };
        await world.publisher.publish(topic, `${plan.name}: recovery`, JSON.stringify(message));
        return { value: true, sentence: `People were told: ${input.words}` };
      } catch (thrown) {
        log.error('The notification could not be sent', { plan: plan.name, thrown });
        return { value: false, sentence: 'People could not be told.' };
      }
    });
    return { end: 'done', outputs: {}, sentence: sent ? 'Told.' : 'Nobody could be told.' };
  },

  confirm: async () => ({ confirmed: true, sentence: '' }),
};
