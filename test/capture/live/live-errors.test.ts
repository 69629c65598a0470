// Why no capture could be opened: which error, whose words, and what to do, in both languages.

import { describe, expect, it } from 'vitest';
import { installAdvice, permissionAdvice } from '../../../src/capture/live/capture-advice.ts';
import { type CaptureRequest, EngineRefusal, ownWords } from '../../../src/capture/live/engine.ts';
import { notOpened } from '../../../src/capture/live/live-errors.ts';
import { CaptureDeviceError, UsageError } from '../../../src/core/errors.ts';

const REQUEST: CaptureRequest = {
  interfaceName: 'no-such-device',
  filter: 'tcp prt 1',
  snapLength: null,
  promiscuous: true,
  bufferMegabytes: 1,
  frameLimit: null,
};
const LOOPBACK = { ...REQUEST, interfaceName: process.platform === 'linux' ? 'lo' : 'lo0' };
const refusal = (...[engine, kind, words]: ['libpcap' | 'dumpcap', EngineRefusal['kind'], string]): EngineRefusal =>
  new EngineRefusal(engine, kind, ownWords(words));

describe('a capture that cannot be opened', () => {
  it('for its filter: wrong arguments, with an example', async () => {
    const error = await notOpened([refusal('libpcap', 'filter', 'syntax error')], REQUEST);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.what.en).toBe('-f: invalid capture filter "tcp prt 1" (libpcap: syntax error).');
    expect(error.hint?.es).toContain('tcp port 1883');
  });

  it('for its interface: the interfaces there are', async () => {
    const error = await notOpened([refusal('libpcap', 'interface', 'No such device exists')], REQUEST);
    expect(error).toMatchObject({ code: 'E_DEVICE_UNKNOWN', exitCode: 5 });
    expect(error.what.es).toBe('no-such-device: no existe esa interfaz (libpcap: No such device exists).');
    expect(error.hint?.es).toMatch(/^Interfaces: \w+/);
  });

  it('for want of rights to an interface that does not exist: says so first', async () => {
    const error = await notOpened([refusal('libpcap', 'permission', 'Operation not permitted')], REQUEST);
    expect(error).toMatchObject({ code: 'E_DEVICE_UNKNOWN', exitCode: 5 });
  });

  it('for want of rights: each engine in its words, and what to run', async () => {
    const refusals = [
      refusal('libpcap', 'permission', 'not permitted'),
      refusal('dumpcap', 'missing', 'not installed'),
    ];
    const error = await notOpened(refusals, LOOPBACK);
    expect(error).toBeInstanceOf(CaptureDeviceError);
    expect(error.code).toBe('E_DEVICE_PERMISSION');
    expect(error.what.en).toBe(
      `${LOOPBACK.interfaceName}: you have no permission to capture.\n  libpcap: not permitted\n  dumpcap: not installed`,
    );
    expect(error.hint).toEqual(permissionAdvice());
  });

  it('for want of rights: the very command, and that rights for dumpcap help only dumpcap', async () => {
    const command = 'mqttscope live lo --engine libpcap';
    const error = await notOpened([refusal('libpcap', 'permission', 'not permitted')], LOOPBACK, command);
    expect(error.hint?.en).toContain(`sudo env "PATH=$PATH" ${command}`);
    expect(error.hint?.en).toContain('with --engine dumpcap:');
  });

  it('for want of any engine: what to install', async () => {
    const error = await notOpened([refusal('dumpcap', 'missing', 'not installed')], LOOPBACK);
    expect(error).toMatchObject({ code: 'E_DEVICE_NO_ENGINE', exitCode: 5, hint: installAdvice() });
  });

  it('for anything else: the words, without advice that would not help', async () => {
    const error = await notOpened([refusal('libpcap', 'unable', 'That device is not up')], LOOPBACK);
    expect(error).toMatchObject({ code: 'E_DEVICE_NOT_OPENED', hint: null });
    expect(error.what.es).toContain('libpcap: That device is not up');
  });
});

it.each(['linux', 'darwin', 'win32'] as const)('on %s there is advice in both languages', (platform) => {
  for (const advice of [permissionAdvice({ platform }), installAdvice(platform)]) {
    expect(advice.es).not.toBe(advice.en);
    expect(advice.es.length).toBeGreaterThan(40);
  }
});
