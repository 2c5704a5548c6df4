import { readTaskSettings } from './task-settings.ts';

const TOKEN = { UNDERSTUDY_CALLBACK_TOKEN: 'a token' };
const OBJECT = { bucket: 'konecta-erp-dev-dr', key: 'understudy/requests/dr-1.json' };

describe('what a task is started with', () => {
  it('is its request, or where that lies', () => {
    const inline = readTaskSettings({ ...TOKEN, UNDERSTUDY_REQUEST: '{}' });
    const far = readTaskSettings({ ...TOKEN, UNDERSTUDY_REQUEST_OBJECT: JSON.stringify(OBJECT) });

    expect(inline).toEqual({ request: '{}', callbackToken: 'a token' });
    expect(far).toEqual({ request: OBJECT, callbackToken: 'a token' });
  });

  it.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['no token', { UNDERSTUDY_REQUEST: '{}' }],
    ['no request', TOKEN],
    [
      'both',
      { ...TOKEN, UNDERSTUDY_REQUEST: '{}', UNDERSTUDY_REQUEST_OBJECT: JSON.stringify(OBJECT) },
    ],
    ['an object that is no JSON', { ...TOKEN, UNDERSTUDY_REQUEST_OBJECT: 's3://bucket/key' }],
    [
      'an object that is none of ours',
      {
        ...TOKEN,
        UNDERSTUDY_REQUEST_OBJECT: JSON.stringify({ ...OBJECT, key: 'dr/terraform.tfstate' }),
      },
    ],
  ])('is refused with %s', (_what, variables) => {
    expect(() => readTaskSettings(variables)).toThrow(
      expect.objectContaining({ code: 'EnvironmentInvalid' }),
    );
  });
});
